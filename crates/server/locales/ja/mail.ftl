outbox-title = 送信待ちのメール
outbox-waits = メールサーバーが設定されていないため、メールは送られずにここで待っています。内容を本人に確実に渡してから「渡した」を押してください。リンクは開いた人が使えるため、ほかの人の目に触れない方法で渡してください。
outbox-sends = メールサーバーに送れていないメールです。間隔を空けて送り直しています。
outbox-empty = 送信を待っているメールはありません。
outbox-to = 宛先
outbox-at = 作成
outbox-attempts = 試した回数
outbox-problem = メールサーバーの返答:
outbox-settle = 渡した
outbox-more = ほかにもあります。上のメールを片付けると表示されます。
mail-signature = ―
    { $address }
    このメールに心当たりがない場合は、そのまま削除してください。
