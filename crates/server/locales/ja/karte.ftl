# The karte as text, file and picture; figures of a cohort.
karte-title = 可視化ツール評価結果(カルテ)
karte-company = { $code }({ $industry })
karte-class = 成熟度総合評価: { $class }
karte-no-class = 未確定
karte-comma = 、
karte-no-value = 値なし
karte-missing-unanswered = 未回答の{ $count }項目に答えると決まります: { $items }
karte-missing-unknown = 分からないとした{ $count }項目に答えると決まります: { $items }
karte-missing-not-applicable = 該当しないとした{ $count }項目に答えると決まります: { $items }
karte-unknown = 分からないとした{ $count }項目は{ $policy }: { $items }
karte-not-applicable = 該当しないとした{ $count }項目は{ $policy }: { $items }
karte-policy-exclude = 平均に入れていません
karte-policy-lowest = 最も低いレベルとして数えています
karte-policy-highest = 最も高いレベルとして数えています
karte-not-applicable-cell = 対象外

karte-table = 指示ごとの平均値と成熟度平均値との差
karte-row-numbers = 指示
karte-row-own = 自社
karte-row-marks = 注意
karte-row-all = 全体平均
karte-row-class = { $class }平均
karte-row-gap = { $class }との差
karte-gap-note = 差は{ $class }平均から自社を引いた値です。正は足りない分、−は上回る分です。
karte-marks-note = ▼▼は{ $low }未満、▼は{ $middle }未満です。
karte-gap-to-go = あと{ $size }
karte-gap-above = { $size }上回る
karte-gap-none = 同じ

karte-figures = 総合平均 { $overall }、最低 { $minimum }(指示{ $directives })、{ $bound }未満の指示 { $count }件
karte-near-below = 総合平均は{ $class }の境目にわずかに届いていません。
karte-near-above = 総合平均は{ $class }の境目をわずかに上回っています。
karte-hint = ヒント{ $number }: { $text }

karte-cohort = 比較対象: { $name }、{ $count }社({ $classes })
karte-cohort-as-of = { $name }、{ $as_of }
karte-no-cohort = 比較対象: なし
karte-framework = 評価モデル: { $name } { $version }
karte-source = 出典: { $source }
karte-not-official = 経済産業省・IPAの公式のツールではありません。

karte-radar-title = { $code }の指示ごとの平均値
karte-radar-description = 指示ごとの値: { $values }
karte-series-class = { $class }平均({ $count }社)
karte-series-all = 全体平均({ $count }社)

cohort-count = { $count }社({ $classes })
cohort-without-class = うち{ $count }社は未回答の項目があり、クラスが決まっていません。値のある指示だけを全体平均に入れています。
cohort-table = 指示ごとの平均値
cohort-extremes = 全体では指示{ $high }が最も高く({ $highest })、指示{ $low }が最も低い({ $lowest })。
cohort-class-at-least = { $class }はすべての指示が{ $level }以上。
cohort-class-at-most = { $class }はすべての指示が{ $level }以下。
cohort-class-spread = { $class }は指示{ $high }が最も高く({ $highest })、指示{ $low }が最も低い({ $lowest })。
