# Backups: what commands print, and why one does not happen.
backup-unreadable = バックアップを読めません({ $reason })。
backup-unwritable = { $path }に書き込めません({ $reason })。
backup-exists = { $path }はすでにあります。上書きはしません。ほかの名前を指定するか、移してから実行してください。
backup-no-backup = Kashikaのバックアップではありません。
backup-damaged = ファイルが壊れているか、途中で切れています。何も復元していません。別のバックアップを使ってください。
backup-newer-format = 新しい版のKashikaで作られたバックアップです。その版以降の実行ファイルで復元してください。
backup-newer-schema = バックアップのデータベース構造は{ $backup }、この実行ファイルが扱えるのは{ $program }までです。新しい版の実行ファイルで復元してください。
backup-wrong-key = 鍵またはパスフレーズが違うため、開けません(ファイルの先頭が壊れている場合もあります)。
backup-key-needed = 公開鍵で暗号化されています。--keyに秘密鍵のファイルを指定してください。
backup-passphrase-needed = パスフレーズで暗号化されています。KASHIKA_BACKUP_PASSPHRASE_FILEにパスフレーズのファイルを指定してください。
backup-no-seal = 暗号化の設定がありません。KASHIKA_BACKUP_RECIPIENTかKASHIKA_BACKUP_PASSPHRASE_FILEを設定するか、暗号化しない場合は--plainを付けてください。
backup-differs = { $name }の件数かハッシュが元と一致しません。何も保存していません。
backup-not-empty = { $name }がすでにあります。空のデータベースを指定してください。
backup-database = { $reason }

backup-files = 独自の評価モデルのファイル
backup-made = { $file }({ $bytes }バイト)を作成し、読み直して確かめました。
backup-not-in-it = 含まないもの: 設定(環境変数)、サインイン中のセッションとサインイン用リンク、データフォルダーのうち独自の評価モデル以外のファイル。
backup-checked = { $made }に{ $engine }から作成されたバックアップです(データベース構造{ $schema })。壊れておらず、開けます。
backup-restored = { $made }に{ $engine }から作成されたバックアップを復元し、全件の件数とハッシュを確かめました(データベース構造{ $schema })。
backup-restored-next = サインインは引き継がれません。利用者はパスワードでサインインし直します。パスワードのない人には、kashika account linkでリンクを作ってください。
backup-moved = { $tables }個の表、{ $rows }行を移し、全件の件数とハッシュが元と一致することを確かめました。DATABASE_URLを新しいデータベースに変えて起動してください。

backups-title = バックアップ
backups-plan = 毎晩{ $hour }時から1回、{ $folder }に作り、新しいものから{ $keep }個を残します。
backups-none-set = 毎晩のバックアップが設定されていません。サーバーにKASHIKA_BACKUP_HOURとKASHIKA_BACKUP_RECIPIENTを設定してください。
backups-empty = 毎晩のバックアップは、まだありません。
backups-lead = ここに出るのは毎晩のバックアップだけです。ファイルは別のマシンにも写し、年に2回は復元を試してください。
backups-day = 日
backups-state = 結果
backups-at = 日時
backups-size = 大きさ
backups-detail = ファイル、または失敗の理由
backups-made = 作成済み
backups-failed = 失敗
backups-under-way = 作成中
backups-broken-off = 中断
