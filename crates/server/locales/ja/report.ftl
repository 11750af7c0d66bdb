# 経営層への報告書
report-title = { $name } サイバーセキュリティ経営報告書
report-kind = サイバーセキュリティ経営報告書
report-running = { $name } サイバーセキュリティ経営報告書({ $date })

report-situation = いまの状況
report-columns = 棒は自社の値、破線は{ $name }です。赤い棒は、▼の付いた低い指示です。
report-weakest = 特に弱いところ
report-gap = { $name }は{ $average }({ $gap })
report-decide = 決めていただきたいこと
report-measure = 行うこと
report-action = { $code } { $title }: { $text }
report-size = 手間と社外費用
report-answer = ご判断
report-choice-yes = 実施
report-choice-changed = 修正して実施
report-choice-no = 見送り
report-instructions = ご指示・条件(担当、期限など)
report-decided-by = 決裁者
report-decided-on = 決裁日
report-report-by = 次の報告の期日

report-position = 他社とくらべた位置とこれまでの推移
report-measures = 十の指示の差と対策
report-measures-lead = 番号は、値の低い指示から数えた優先の順です。対策は、各指示で最も低い項目を1段上げるものです。
report-rank = 順
report-planned = 予定: { $day }までにレベル{ $level }
report-explained = 十の指示の意味と、低いままにしたときの影響
report-meaning = 低いと事業に起こること
report-to-do = 打ち手
report-appendix = 付録: すべての項目
report-item = 項目
report-level = 回答
report-basis = この報告書について
report-size-note = 手間と社外費用の目安は、従業員300人、3拠点の会社が初年度に行う場合のもので、自社の人件費を含みません。
