leaving-title = { $organization }のデータの持ち出しと削除
leaving-link = データの持ち出しと削除
export-title = データの持ち出し
export-organization-lead = この組織のデータを、1つのZIPファイルにまとめて保存します。評価、回答、根拠のメモ、メンバー、操作の記録などがすべて入ります。パスワードやリンクの秘密の値は入りません。
export-person-lead = あなたについて保存されているデータを、1つのZIPファイルにまとめて保存します。パスワードや秘密の値は入りません。組織の回答は組織のもので、その責任者が持ち出せます。
export-files = 入っているファイル
export-download = ZIPをダウンロード
export-readme =
    { $name }
    { $at }にKashikaから書き出したデータです。
export-readme-foot =
    JSONの日時は設置先の時間帯で書いてあります。frozen_answersは提出したときの回答です。回答のnは「該当しない」、uは「分からない」、空は未回答です。
    人はランダムなIDで書いてあります。氏名はmembers.jsonにあります。退会した人のIDは、どの氏名にも対応しません。
export-file-answers-csv = { $edition }による評価の回答。Kashikaの「回答ファイル」の形式なので、Kashikaでまた読めます。codeは評価のIDです。
export-file-answers-any = 評価モデルごとの回答。Kashikaの「回答ファイル」の形式なので、Kashikaでまた読めます。
export-file-activity-lines = 操作の記録。1行が1件で、記録の証明を確かめるのに必要な値をすべて含みます。
export-organization-organization = 基本情報
export-organization-members = メンバーの氏名、メールアドレス、役割、参加した日時
export-organization-invitations = 送った招待
export-organization-consents-given = ほかの組織に与えた公開の同意
export-organization-consents-received = ほかの組織から受けた公開の同意
export-organization-affiliations = 属したことのある会社・部門と、その期間
export-organization-group-invitations = 会社をグループに招いた記録
export-organization-assessments = 自己評価と、提出したときの回答
export-organization-answers = 項目ごとの回答。根拠のメモ、目標、だれがいつ答えたか
export-organization-handouts = 項目の回答を人に頼んだ記録
export-organization-form-uploads = 読み込んで確認を待っている用紙
export-organization-check-sheet-uploads = 読み込んで確認を待っている自社の表
export-organization-check-sheet-mappings = 自社の表の読み取り方
export-organization-collected-companies = 用紙を集める会社の一覧
export-organization-collected-forms = 集めた用紙
export-person-profile = 氏名、メールアドレス、言語
export-person-memberships = 属している組織と役割
export-person-memberships-deleted = 削除されて消去を待っている組織での役割
export-person-invitations = あなた宛ての招待
export-person-group-invitations = あなた宛てのグループへの招待
export-person-mails = あなた宛てに送ったメールの件名と日時
export-person-mail-links = パスワードの再設定など、メールで送ったリンクの日時
export-person-sessions = サインインしている端末
export-person-browsers = 以前にサインインしたブラウザーとして覚えている期限
export-person-passkeys = 登録したパスキーの名前と日時
export-person-access-tokens = アクセストークンの名前と日時
export-person-second-factor = 二段階認証を設定した日時と、残りのリカバリーコードの数
export-person-company-accounts = つないだ会社のアカウント
export-person-hint-ratings = ヒントへの評価とコメント
export-person-tip-follows = 知らせを申し込んだティップス
export-person-form-uploads = あなたが読み込み、確認を待っている用紙
export-person-check-sheet-uploads = あなたが読み込み、確認を待っている自社の表
export-person-activity = あなたがした操作。組織での操作は、種類と日時だけです。

leaving-organization-title = 組織を削除する
leaving-organization-at-once = 削除すると、メンバー{ $count }人の全員から、すぐに見えなくなります。責任者にはメールで、ほかのメンバーには「きょう」のページで知らせます。
leaving-organization-links = 招待、回答を頼んだリンク、公開の同意は、すぐに終わります。取り消しても元に戻りません。
leaving-organization-back = { $on }までは、責任者が「組織」のページから削除を取り消せます。
leaving-organization-later = { $on }を過ぎると、評価、回答、メンバー、ファイルがサーバーから消去され、戻せなくなります。
leaving-organization-others = ほかの会社がすでに受け取った用紙やファイルは、その会社に残ります。
leaving-organization-name = 確認のため、会社名「{ $organization }」を入力してください。
leaving-organization-button = この組織を削除する
field-organization_name = 会社名
field-organization-name-differs = 会社名が違います。削除する組織の会社名を、登録されているとおりに入力してください。
leaving-mail-subject = 【Kashika】{ $organization }が削除されました
leaving-mail =
    { $name }さん

    { $person }さんが、Kashikaの組織「{ $organization }」を削除しました。いまは、だれからも見えません。

    { $until }までは、責任者だった人が次のページから削除を取り消せます。
    { $link }

    その後は、評価、回答、メンバーなどがサーバーから消去され、戻せなくなります。
organizations-deleted = 消去を待っている組織
organizations-deleted-until = { $on }に消去されます。
organizations-ask-owner = 残す必要があるときは、責任者だった人に、それまでに取り消すよう頼んでください。
today-deleted = 「{ $organization }」は責任者が削除しました。
organizations-take-back = 削除を取り消す
organizations-done-deleted = 組織を削除しました。責任者にはメールで知らせます。
organizations-done-restored = 削除を取り消しました。メンバーは元どおりです。招待、回答を頼むリンク、公開の同意は、必要ならもう一度行ってください。

leaving-person-page = 自分のデータの持ち出しと削除
leaving-person-about = あなたについて保存されているデータを保存したり、アカウントを削除したりできます。
leaving-person-title = アカウントを削除する
leaving-person-at-once = 氏名、メールアドレス、サインインの手段、属している組織での役割、ヒントへの評価が、すぐに消えます。
leaving-person-no-way-back = 取り消すことはできません。もう一度使うには、新しいアカウントが必要です。
leaving-person-answers = 組織で答えた内容は組織のもので、残ります。答えた人の氏名は「退会した人」になります。
leaving-person-shell = 氏名もアドレスもない、ランダムなIDだけの行が残ります。回答と操作の記録が、このIDを指しているためです。
leaving-person-deleted-organizations = 消去を待っている組織の削除を、あなたが取り消すことはできなくなります。
leaving-person-not-yet = いまは削除できません。先に、次のことを済ませてください。
leaving-person-hand-over = 「{ $organization }」の責任者はあなただけです。ほかのメンバーに引き継ぐか、組織を削除してください。
leaving-person-alone = 「{ $organization }」にはあなたしかいません。必要ならデータを持ち出してから、組織を削除してください。
leaving-person-operator = このKashikaの運営者はあなただけです。サーバーを管理する人が「kashika account appoint」で、ほかの人を運営者にできます。
leaving-person-email = 確認のため、あなたのメールアドレス「{ $email }」を入力してください。
leaving-person-button = アカウントを削除する
field-own_email = 自分のメールアドレス
field-own-email-differs = メールアドレスが違います。サインインに使っている自分のアドレスを入力してください。
field-last-operator = このKashikaの運営者がいなくなるため、削除できません。先に、ほかの人を運営者にしてください。
field-leaving-last-owner = 責任者のいない組織ができるため、削除できません。先に、責任者を引き継ぐか、組織を削除してください。
leaving-left = アカウントを削除しました。ご利用ありがとうございました。

retention-title = データの保存と削除
retention-link = データの保存と削除
retention-lead = 組織やアカウントを削除したとき、何がいつ消え、何がなぜ残るかの一覧です。
retention-foot = 削除の前に、組織は「データの持ち出しと削除」、人は「自分のデータの持ち出しと削除」のページから、データを保存できます。
retention-what = 対象
retention-when = いつ消えるか
retention-why = 理由
retention-organization-what = 組織の基本情報、メンバー、自己評価、回答、根拠のメモ、結果、読み込んだファイル、集めた用紙
retention-organization-when = 削除するとすぐに、だれからも見えなくなる。14日後に消える
retention-organization-why = 誤って削除したとき、責任者が14日のあいだ取り消せるようにするため
retention-links-what = 組織の招待、回答を頼んだリンク、組織が与えた公開の同意
retention-links-when = すぐに使えなくなり、14日後に消える
retention-links-why = 削除を取り消しても、リンクや同意が知らないうちに生き返らないようにするため
retention-log-what = 組織の操作の記録
retention-log-when = 氏名やファイル名などの詳細は14日後に消える。ランダムなID、操作の種類、日時、ハッシュは残る
retention-log-why = 設置全体の記録が書き換えられていないことを、確かめ続けられるようにするため
retention-others-what = ほかの組織が受け取った用紙と、保存したカルテや報告書
retention-others-when = 受け取った組織が消すまで残る
retention-others-why = 渡したときから、受け取った組織のものであるため。同意があったことも、相手の記録に名前なしで残る
retention-person-what = 人の氏名、メールアドレス、パスワード、二段階認証、パスキー、アクセストークン、サインイン中の端末、役割、評価とコメント、本人宛ての招待とメール
retention-person-when = アカウントを削除すると、すぐに消える
retention-person-why = 残す理由がないため。取り消しはできない
retention-shell-what = 氏名もアドレスもない、ランダムなIDだけの行
retention-shell-when = 残る
retention-shell-why = 回答と操作の記録が、このIDを指しているため。画面では「退会した人」と表示する
retention-answers-what = 組織で答えた内容、組織のためにした操作の記録
retention-answers-when = 組織が削除されるまで残る。氏名は表示されなくなる
retention-answers-why = 組織のものであるため
retention-typed-what = ほかの人が書いた氏名(根拠のメモ、用紙の記入者、回答を頼んだ相手など)
retention-typed-when = 組織が直すか、削除されるまで残る
retention-typed-why = 組織の文章の一部であるため。消してほしいときは、その組織の責任者に頼む
retention-mails-what = 送ったメール
retention-mails-when = 本文は送った時点で消える。宛先と件名は30日後、または組織か人の削除とともに消える。届いたメールは受け取った人のもとに残る
retention-mails-why = 届いたかどうかの問い合わせに答えるため
retention-waiting-what = 読み込んで確認を待っているファイル、期限の切れたサインインとリンク
retention-waiting-when = ファイルは1週間後、サインインとリンクは期限の後1時間以内に消える
retention-waiting-why = 続きから確認できるように、少しのあいだ保存する
retention-failures-what = 失敗したサインインの数
retention-failures-when = 1日後に消える。氏名やアドレスではなくハッシュで数える
retention-failures-why = パスワードを推測させないため
retention-repeats-what = 再送に備えて保存する、プログラムへの応答
retention-repeats-when = 48時間後、または本人の削除とともに消える
retention-repeats-why = 同じ要求を二度行わないため
retention-backups-what = 毎晩のバックアップ
retention-backups-when = 新しいものから決めた数(はじめは14個)だけを残す。別に写したものも35日以内に消すよう、運営者に勧めている
retention-backups-why = 故障や攻撃のあとで元に戻すため。復元すると、その後に削除した組織や人も戻るので、運営者がもう一度削除する
retention-copies-what = 版を上げる前に作るデータベースの写し(kashika.db.before-…)
retention-copies-when = 運営者が消すまで残る。35日以内に消すよう勧めている
retention-copies-why = 更新に失敗したとき、元に戻すため
retention-fragments-what = データベースのファイルに残る断片
retention-fragments-when = SQLiteでは、消すときに上書きする。PostgreSQLでは、自動バキュームが済むまで残ることがある
retention-fragments-why = データベースの仕組みによる。画面や操作からは見えない
