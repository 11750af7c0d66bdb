role-owner = 責任者
role-owner-text = CISO・セキュリティ責任者など。評価のすべてと、メンバー、公開の同意、基本情報を決める。
role-editor = 担当者
role-editor-text = セキュリティ担当者など。評価を始め、回答し、提出する。グループ各社の用紙を集める。
role-executive = 経営者
role-executive-text = カルテと報告書(各項目の水準を含む)を読む。回答の画面と根拠のメモは見えない。
role-reader = 閲覧者
role-reader-text = リスク管理部門など。回答と根拠、結果を読む。変更はできない。
role-auditor = 監査担当
role-auditor-text = 内部・外部の監査。操作の記録を含むすべてを読む。変更はできない。
role-adviser = 助言者
role-adviser-text = 社外のコンサルタントなど。いっしょに回答するが、提出はしない。複数の会社を受け持てる。
role-results-shared = 結果の公開を受けている
role-answers-shared = 回答の公開を受けている
members-title = { $organization }のメンバー
members-link = メンバー
members-lead = この組織の情報を見られる人と、できることです。
members-roles = 役割でできること
members-since = { $on }から
members-you = あなた
members-change-role = 役割を変える
members-remove = 外す
members-hand-over = 責任者を引き継ぐ
members-hand-over-text = この人を責任者にし、あなたは担当者になります。
members-leave = この組織を離れる
members-leave-text = 離れると、この組織の情報は見られなくなります。戻るには、招待が必要です。
members-invite = 招待する
members-invite-text = 招待のメールを送ります。リンクは1週間有効で、そのアドレスの人だけが1度だけ使えます。
members-invite-waits = メールサーバーが設定されていないため、招待のメールは運用者の「送信待ちのメール」に入ります。
members-invite-button = 招待を送る
members-pending = 返事を待っている招待
members-expires = { $on }まで
members-withdraw = 取り消す
members-renew = 送り直す
members-invited = 招待しました。
members-changed = 変更しました。
members-joined = この組織に参加しました。
field-role = 役割
field-role-needed = 役割を一覧から選んでください。
field-last-owner = 責任者がいなくなるため、変更できません。先に、ほかの人を責任者にしてください。
field-too-many-invitations = 返事を待っている招待が多すぎます。要らない招待を取り消してから招待してください。
invitation-title = { $organization }への招待
invitation-lead = { $person }さんから、{ $organization }に「{ $role }」として招待されています。
invitation-lead-nobody = { $organization }に「{ $role }」として招待されています。
invitation-for = { $email }宛ての招待です。
invitation-join = 参加する
invitation-other-account = いま{ $email }でサインインしています。この招待は別のアドレス宛てなので、サインアウトしてから、もう一度リンクを開いてください。
invitation-sign-in = このアドレスのアカウントがあります。サインインすると参加できます。
invitation-newcomer = アカウントを作って参加します。
invitation-create = アカウントを作って参加する
invitation-mail-subject = 【Kashika】{ $organization }への招待
invitation-mail =
    { $person }さんから、Kashika(サイバーセキュリティ経営の可視化)の「{ $organization }」に、「{ $role }」として招待されました。

    次のリンクを開いて「参加する」を押してください。
    { $link }

    リンクの期限: { $until }
    このリンクは、このメールアドレスの方だけが1度だけ使えます。ほかの人に転送しないでください。
