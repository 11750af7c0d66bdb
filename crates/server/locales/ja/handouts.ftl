handouts-title = 項目の回答を人に頼む
handouts-link = 項目の回答を人に頼む(リンクを送る)
handouts-lead = アカウントのない人に、決めた項目だけの回答を頼めます。メールのリンクからは、その項目と前回の水準・根拠だけが見え、回答は本人の名前で入ります。
handouts-none = まだ頼んだ項目はありません。
handouts-new = 頼む
handouts-mail-waits = メールサーバーが設定されていないため、メールは運営者の「送信待ちのメール」に入ります。
handouts-send = リンクを送る
handouts-sent = リンクを送りました。
handouts-taken-back = リンクを取り消しました。入った回答は残っています。
handouts-take-back = 取り消す
handouts-until = { $on }まで有効
handouts-expired = { $on }に期限切れ
handouts-ended = { $on }に取り消し
handouts-answered = { $count }項目中{ $answered }項目に回答
handouts-days = { $count }日間
handouts-submitted = 提出済みのため、新しく頼むことはできません。
field-person = 頼む人の氏名
field-person-needed = 頼む人の氏名を60文字以内で入力してください。
field-items = 頼む項目
field-items-needed = 頼む項目を1つ以上選んでください。
field-link-days = リンクの有効期間
field-link-days-wrong = 有効期間は1日から60日の間にしてください。
field-too-many-handouts = 有効なリンクが多すぎます。要らないリンクを取り消してから頼んでください。
list-comma = 、
handout-title = 回答のお願い
handout-lead = { $name }さん、{ $organization }の{ $period }の評価のうち、下の項目への回答をお願いします。このページは{ $until }まで開けます。
handout-how = 項目ごとに水準を選び、根拠を書いて「保存する」を押してください。何度でも直せます。分からないときは「分からない」を選んでください。
handout-save = 保存する
handout-saved = 保存済み
handout-conflict = 下はあなたが入力した内容です。このまま保存すると、上の回答を置き換えます。
handout-mail-subject = 【Kashika】{ $organization }の評価への回答のお願い
handout-mail =
    { $name }さん

    { $person }さんから、{ $organization }のサイバーセキュリティの評価({ $period })のうち{ $count }項目への回答を頼まれています。

    次のリンクを開いて回答してください。アカウントは要りません。
    { $link }

    リンクの期限: { $until }
    リンクを開いた人が回答できます。ほかの人に転送しないでください。
