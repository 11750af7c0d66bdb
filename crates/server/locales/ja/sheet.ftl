sheet-title = { $name }のカルテ
sheet-submitted-on = { $date }に提出
sheet-not-submitted = 回答の途中(未提出)
sheet-fact = { $name } { $answer }
sheet-there = あり
sheet-not-there = なし
sheet-ciso = CISO
sheet-csirt = CSIRT
sheet-dedicated = 専任者

sheet-no-class = 区分はまだありません
sheet-headline-unfinished = あと{ $count }項目に答えると、成熟度の区分が出ます。
sheet-headline-without-value = 当てはまる項目がないため、成熟度の区分は出ません。
sheet-missing = 未回答: { $list }。答えた指示の値は下のとおりです。
sheet-missing-of = 指示{ $number }({ $count }項目)

sheet-rows = 十の指示
sheet-directive = 指示{ $number }
sheet-directive-head = 指示
sheet-now = 今回
sheet-picture = 1から5の目盛り
sheet-next = 次の一手
sheet-below = { $bound }未満
sheet-gap-cell = 未回答あり
sheet-empty-cell = 該当しない
sheet-keep = 維持
sheet-answer-items = 未回答の{ $count }項目に答える

sheet-legend-own = ● 自社
sheet-legend-average = ○ { $name }
sheet-legend-previous = | { $name }の自社
sheet-legend-two = ◆ 2以上の差(丸める前)
sheet-legend-one = ◇ 1以上の差
sheet-legend-low = ▼▼ { $bound }未満
sheet-legend-middle = ▼ { $bound }未満

sheet-standing = いまの位置
sheet-overall = 総合(十の指示の平均)は{ $value }、成熟度{ $class }。
sheet-minimum =
    { $count ->
        [0] 最も低い指示は{ $value }。{ $bound }未満の指示はありません。
       *[other] 最も低い指示は{ $value }。{ $bound }未満の指示が{ $count }つあります。
    }
sheet-lowest-item = 最も低い項目はレベル{ $level }。

sheet-changes = { $label }とくらべて
sheet-changes-overall = 総合は{ $then }から{ $now }に、成熟度は{ $from }から{ $to }になりました。
sheet-changes-overall-same-class = 総合は{ $then }から{ $now }になりました。成熟度は{ $to }のままです。
sheet-changes-overall-same = 総合は{ $now }、成熟度は{ $to }で、どちらも変わりません。
sheet-up = 上がった
sheet-down = 下がった
sheet-change = 指示{ $number } { $title }({ $size })
sheet-change-none = なし
sheet-changes-caution = 範囲または評価モデルの版が変わったため、そのままはくらべられません。

sheet-radar-heading = 十の指示の形
sheet-radar = 十の指示のレーダーチャート
sheet-radar-text = 数値は表と同じです。
sheet-trend = 総合の推移
sheet-trend-point = { $label } { $value }
sheet-trend-boundary = { $class }の境界
sheet-trend-scope = 線の切れ目: { $label }に範囲が「{ $from }」から「{ $to }」に変わりました。
sheet-trend-edition = 線の切れ目: { $label }に評価モデルの版が変わりました。

sheet-averages = 指示ごとの平均値
sheet-who = 自社と平均
sheet-compared = 比較対象: 
sheet-compared-with = { $name }、{ $count }社({ $classes })

sheet-use = このカルテを使う
sheet-print-hint = ブラウザーの印刷(Ctrl+P、MacはCommand+P)で、A4の用紙1枚に収まります。白黒でも読めます。
sheet-answers = 回答を見る
sheet-compare-with = くらべる過去の結果
sheet-compare = くらべる

results-title = 結果
results-none = 提出した自己評価はまだありません。回答を終えて提出すると、ここに並びます。
results-to-start = きょうのページへ
results-older = さらに前の結果
sheet-items = すべての項目
sheet-items-lead = 項目名から解説へ、ティップスの番号から他社の工夫へ進めます。
sheet-in-terms-of = { $name }で見る

paper-karte = カルテ(PDF、A4 1枚)
paper-file-karte = カルテ_{ $name }_{ $period }.pdf
paper-report = 経営層への報告書(PDF)
paper-report-notes = 経営層への報告書、根拠のメモ付き(PDF)
paper-file-report = 経営報告_{ $name }_{ $period }.pdf
paper-foot = { $framework } — { $source } 印刷日: { $date }
