# Backups: what commands print, and why one does not happen.
backup-unreadable = The backup cannot be read ({ $reason }).
backup-unwritable = { $path } cannot be written ({ $reason }).
backup-exists = { $path } is there already and is never overwritten; choose another name, or move it away first.
backup-no-backup = This is no backup of Kashika.
backup-damaged = The file is damaged or cut off; nothing was restored. Use another backup.
backup-newer-format = The backup was made by a newer version of Kashika; restore it with that version or a later one.
backup-newer-schema = The backup has schema { $backup }, and this program knows only up to { $program }; restore it with a newer program.
backup-wrong-key = The key or passphrase is another one, so the backup cannot be opened (or the beginning of the file is damaged).
backup-key-needed = The backup is encrypted for a public key; name the file with the secret key with --key.
backup-passphrase-needed = The backup is encrypted with a passphrase; name the file that holds it in KASHIKA_BACKUP_PASSPHRASE_FILE.
backup-no-seal = No encryption is set; set KASHIKA_BACKUP_RECIPIENT or KASHIKA_BACKUP_PASSPHRASE_FILE, or say --plain to go without.
backup-differs = Count or hash of { $name } is not what it was; nothing was kept.
backup-not-empty = { $name } is there already; name a database that is empty.
backup-database = { $reason }

backup-files = files of your own frameworks
backup-made = Wrote { $file } ({ $bytes } bytes), and read it back.
backup-not-in-it = Not in it: settings (environment), sessions and sign-in links, and files of the data folder other than frameworks of your own.
backup-checked = This backup was made at { $made } from { $engine } (schema { $schema }). It is whole and can be opened.
backup-restored = Restored the backup made at { $made } from { $engine }, and compared count and hash of everything (schema { $schema }).
backup-restored-next = Nobody is signed in any more. People sign in again with their password; for those without one, make a link with kashika account link.
backup-moved = Moved { $tables } tables with { $rows } rows; count and hash of each are the same. Set DATABASE_URL to the new database and start the server.

backups-title = Backups
backups-plan = Every night from { $hour }:00 one is made in { $folder }; the newest { $keep } stay.
backups-none-set = No nightly backup is set. Set KASHIKA_BACKUP_HOUR and KASHIKA_BACKUP_RECIPIENT on the server.
backups-empty = There is no nightly backup yet.
backups-lead = Only nightly backups appear here. Copy the files to another machine as well, and try a restore twice a year.
backups-day = Day
backups-state = Outcome
backups-at = Date and time
backups-size = Size
backups-detail = File, or why it failed
backups-made = Made
backups-failed = Failed
backups-under-way = Under way
backups-broken-off = Broken off
