"""What readers of paged formats share: lines, rules and tables as they stand on pages.

A reader hands over plain values (`line`, `strokes`), in points, with y growing
upwards; `order`, `flow`, `grid`, `tables` and `margins` find out how people read them,
and `reading` makes an extract of them.
"""
