forgot-link = パスワードを忘れたとき
forgot-title = パスワードの再設定
forgot-lead = 登録しているメールアドレスに、新しいパスワードを決めるためのリンクを送ります。
forgot-button = リンクを送る
forgot-sent = このアドレスが登録されていれば、リンクを送りました。1時間以内に開いてください。届かないときは、迷惑メールのフォルダーと、入力したアドレスを確かめてください。
reset-title = 新しいパスワードを決める
reset-lead = 12文字以上で決めてください。決めると、ほかの端末のサインインはすべて終わります。
reset-done = パスワードを変えました。新しいパスワードでサインインしてください。
reset-mail-subject = 【Kashika】パスワードの再設定
reset-mail =
    Kashikaのパスワードを決め直すリンクです。1時間以内に開いてください。
    { $link }

    このリンクは1度だけ使えます。ご自身で頼んでいない場合は、何もしないでください。パスワードは変わりません。

email-link = 変える
email-title = メールアドレスを変える
email-lead = 新しいアドレスに確認のリンクを送ります。リンクを開いて確定するまで、いまのアドレスのまま使えます。
email-current = いまのアドレス
email-new = 新しいアドレス
email-button = 確認のリンクを送る
email-back = 自分のアカウントへ戻る
email-sent = { $address } に確認のリンクを送りました。1時間以内に開いて確定してください。届かないときは、迷惑メールのフォルダーと、入力したアドレスを確かめてください。
email-change-lead = { $name }さんのメールアドレスを変えます。
email-change-button = このアドレスに変える
email-changed = メールアドレスを変えました。次からは新しいアドレスでサインインしてください。
email-change-mail-subject = 【Kashika】メールアドレスの確認
email-change-mail =
    { $name }さんのKashikaのアカウントで、このアドレスを使うためのリンクです。1時間以内に開いて確定してください。
    { $link }

    心当たりがない場合は、何もしないでください。アドレスは変わりません。
email-changed-mail-subject = 【Kashika】メールアドレスを変えました
email-changed-mail =
    { $name }さんのKashikaのアカウントのメールアドレスが、別のアドレスに変わりました。今後のお知らせは新しいアドレスに届きます。

    ご自身で変えていない場合は、すぐに運営者へ連絡してください。
field-email-same = いまのアドレスと同じです。新しいアドレスを入力してください。
field-email-taken = このアドレスは、別のアカウントで使われています。そのアカウントでサインインするか、別のアドレスにしてください。
field-email-asked-often = 確認のリンクを何度も送っています。届いたリンクを使うか、1時間ほど待ってください。
activity-email-change-asked = メールアドレスの変更を申請
activity-email-changed = メールアドレスを変更
