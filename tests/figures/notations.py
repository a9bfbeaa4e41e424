"""Ways in which people write answers, by the question and by what becomes of them.

right: marked right and nothing said. remark: right, with something to be said. wrong: wrong. vague: too rough
to be an answer. refused: no answer, with what to write instead. Texts are parted by `|`.
"""

LENET = "lenet5"
"""C1 28x28x6, 156 parameters, 117,600 multiplies; C3 10x10x16 of 14x14x6; F6 84; 61,706 parameters."""

MIXED = """
input: 32x18x10
layers:
  - conv: {name: a, filters: 4, kernel: 5, padding: same}
  - conv: {name: b, filters: 8, kernel: 3x5, stride: 2x1, padding: 1x2}
  - max_pool: {name: p, kernel: 2}
  - depthwise_conv: {name: d, kernel: 3, padding: 1}
  - conv: {name: e, filters: 8, kernel: 3, stride: 2, padding: same}
  - conv: {name: g, filters: 8, kernel: 1, groups: 2, padding: valid}
"""
"""a 32x18x4; b floor((32 + 2 - 3)/2) + 1 = 16 x (18 + 4 - 5) + 1 = 18 x 8; p 8x9x8; d 8x9x8; e 4x5x8."""

LARGE = """
input: 1024x1024x1
layers:
  - conv: {name: a, filters: 1, kernel: 1}
"""
"""1,048,576 values, 4 MiB."""

LINE = """
input: {length: 100, channels: 1}
layers:
  - conv: {name: c, filters: 4, kernel: 5}
  - flatten: {name: f}
"""
"""96x4; 384."""

NOTATIONS: dict[tuple[str, str, str], dict[str, str]] = {
    (LENET, "total.parameters", "hwc"): {
        "right": "61706|61,706|61 706|61'706|61’706|61_706|+61,706|61\u202f706|61\u00a0706|61,706.|61.7k|61.7K|61.7 k|61.71k"
        "|61.706k|62k|62 thousand|61.7 thousand|61.706 thousand|6.17e4|6.1706e4|6.17E4|6.17 x 10^4|6.17×10⁴|6.17*10^4"
        "|6.17·10⁴|6.1706 x 10**4|~62k|~61.7k|≈62k|≈ 61,706|≈60k|~60k|about 60k|about 62,000|roughly 62 thousand|ca. 62k"
        "|approx. 61,700|approximately 61,700|circa 61,700|some 62,000|nearly 62,000|almost 62,000|around 62k|exactly 61,706"
        "|= 61706|=61,706|61706 parameters|61,706 params|61,706 weights and biases|61706 trainable parameters"
        "|61,706 trainable|61,706 learnable parameters|61,706 in total|61,706 parameters in total|61,706 total"
        "|61706 (incl. bias)|61,706 (including biases)|61,706 (with bias)|61,706 (params)|61,706 (trainable)"
        "|61,700 (approx.)|0.0617M|.0617M|0.06M|0.062 million|0.0617 Mio.|0.617 lakh|6.17万|6.1706万|6万1706|约6万|约 6 万"
        "|大约6万|大概6万|6万左右|61706个|61706 个|61706个参数|61,706 个参数|６１７０６|６１，７０６|６１７０６个"
        "|61706参数|共61706|共61706个参数|总共61706|一共 61706 个|（61706）|(61,706)|[61706]|61,7 Tsd.|61.7 tausend|rund 62 Tsd."
        "|more than 60,000|over 60k|60k+|at least 60,000|less than 62k|at most 61,706|up to 62,000|超过6万|不到6.2万|6万多|6万以上|6.2万以下|至少6万|不少于6万|不超过6.2万"
        "|156+2416+48120+10164+850|156 + 2,416 + 48,120 + 10,164 + 850|156+2416+48120+10164+850 = 61706|156+2416+48120+10164+850=61,706"
        "|61706 = 156+2416+48120+10164+850|2*30853|2 x 30853|2×30853|2＊30853|2·30853|2 ⋅ 30853|123412/2|61,706 weights|61470 + 236|61470+236=61706",
        "remark": "61.706|etwa 61.700|61.706 parameters|156 + 2416 = 61706|61706 (excl. bias)|61,706 (without biases)|61706 (I think)",
        "wrong": "61707|61,705|60k|61.6k|61.8k|6.2万以上|~55k|~70k|more than 61,706|over 62k|less than 61k|61.707|61.7|61,7|61.7M|61.7万|61.7 million"
        "|6.1706|617060|6170|6,170|约7万|超过7万|不到6万|2^16|2¹⁶|2^10|61706 FLOPs|61,706 bytes|61.7 kB|61,706 MACs|61706 layers|61706 px|61,706 %|-61706"
        "|156+2416|156*100|5*5*6+6|61706字节|61706次乘法|1B|61.7B|61.7Ki|1.2 crore|5 Mio.|61706 pixels",
        "vague": "more than 1|> 0|< 1G|less than 1M|at least 1|0G|0M|不到1亿|超过1|up to 10 million|>= 6|0.0B|over 50",
        "refused": "many|a lot|?!|sixty thousand|六万|61706x|x61706|61 70 6|61,70,6|6,1706|61,7061|61 706 61|60-62k|60k-62k|60k to 62k|28x28x6x|61706 kg"
        "|61706 furlongs|5兆|1 mil|1e99|9^99|2^^3|61706 or 61707|61706, 5|61706; 5|1.2.3|12..5|()|5/0|2**|**2|(5*5|5*5)|k|万|约|61k706|6万17060|TODO|n/a|61706!",
    },
    (LENET, "C1.parameters", "hwc"): {
        "right": "156|5*5*6+6|5*5*1*6+6|5*5*1*6+6 = 156|5*5*1*6 + 6=156|(5*5*1+1)*6|(5*5+1)*6|(5x5+1)x6|(5×5+1)×6|(25+1)*6|(25 + 1) · 6|6*(5*5*1+1)"
        "|5x5x1x6+6|5x5x6+6|5×5×6+6|5·5·6+6|5²*6+6|5² × 6 + 6|5^2*6+6|5**2*6+6|156 = 5*5*6+6|150+6|150 + 6 = 156|25*6 + 6|25*6+6 = 150+6 = 156|156.0|156.|156 trainable"
        "|156 weights|156 params|156 parameters|156 (incl. bias)|156 个|156个参数|１５６|5＊5＊6＋6|（5*5*1+1）*6|（5×5×1＋1）×6|= 156|exactly 156|156 in total|312/2"
        "|0.156k|1.56e2|1.56 x 10²|160-4+0*5|26*6|26 x 6|26×6|26＊6|5⋅5⋅6 + 6|150 + 6 parameters|~156|about 156|约156|156左右|156上下",
        "remark": "5*5*1*6 = 156|5*5*6 = 156|5*5+6 = 156",
        "wrong": "150|5*5*6|5*5*1*6|5x5x6|5*5*6+6 = 155|5*5*1*6 = 150|156*100|15600|3*1024|256|155|157|2²⁰|220|156 MACs|156 bytes|156 B|156 FLOPs|156k|1.56|15.6|1560|156 px|156 156"
        "|28x28x6|5^2|(5*5+1)x5|156%|5*5*6-6|6*5*5+1|156亿|156万",
        "vague": "more than 0|> 100|不到1000|0k|超过1",
        "refused": "156/0|5*5*x+6|f*f*K+K|hundred|一百五十六|156-|156 (5 by five)|5..6|156 ± 1|28,28,6|15O|l56|156 oder 150|= |5 * * 6|((5*5)+1",
    },
    (LENET, "C1.multiplies", "hwc"): {
        "right": "117600|117,600|117.6k|118k|0.1176M|11.76万|28*28*5*5*6|28x28x25x6|28×28×5×5×6|28*28*150 = 117600|117600次|117,600 次乘法|117600 MACs|117,600 multiplications"
        "|117.6 kMACs|117600 MAdds|117,600 multiply-adds|117.6K MACs|28²*150|784*150|1.176e5|1.176×10⁵|117600 ops|117600次乘加|117600 mults|１１７，６００|1,17,600|1.176 lakh|117.6 thousand",
        "remark": "117.600|235.2 kFLOPs|235,200 FLOPs|0.2352 MFLOPs|235200次浮点运算",
        "wrong": "235,200|117600 FLOPs|117600 bytes|117.6 kB|3.1 MB|3.1 MiB|117,600 parameters|117600 pixels|117600 %|28*28*6|1.18M|117.6M|11.76k|117.5k|117601|1.176亿",
        "vague": "< 1G|0G|more than 1|0 M",
        "refused": "many|117 60|lots of MACs|28*28*",
    },
    (LENET, "C1.output", "hwc"): {
        "right": "28x28x6|28 x 28 x 6|28X28X6|28×28×6|28 × 28 × 6|28*28*6|28 * 28 * 6|28·28·6|28⋅28⋅6|28, 28, 6|28,28,6|28;28;6|28; 28; 6|28 by 28 by 6|28 by 28 x 6|(28, 28, 6)|(28,28,6)|[28, 28, 6]|[28,28,6]"
        "|(28x28x6)|28x28x6.|6@28x28|6@28×28|6 @ 28 x 28|(None, 28, 28, 6)|(None,28,28,6)|[None, 28, 28, 6]|(-1, 28, 28, 6)|(?, 28, 28, 6)|?x28x28x6|(1, 28, 28, 6)|torch.Size([28, 28, 6])|torch.Size([1, 28, 28, 6])|TensorShape([None, 28, 28, 6])"
        "|28x28 with 6 channels|28x28, 6 channels|28x28 and 6 channels|28x28 (6 channels)|28x28 6 maps|6 maps of 28x28|6 feature maps of 28x28|6 channels of 28x28|6 channels, 28x28|6 filters 28x28|6 maps of size 28x28|6 maps of 28 by 28"
        "|6张28x28|6个28x28|6个特征图28x28|6个通道28×28|28x28，6个通道|28x28x6个通道|２８×２８×６|２８＊２８＊６|28＊28＊6|（28，28，6）|（28、28、6）|28×28×６|【28，28，6】|H=28, W=28, C=6|h=28 w=28 c=6|C=6, H=28, W=28|H: 28, W: 28, C: 6|height=28, width=28, channels=6"
        "|28h x 28w x 6c|28(H)x28(W)x6(C)|28(H) x 28(W) x 6|28x28x6 (hwc)|28x28x6 (HxWxC)|28x28x6 (channels last)|6x28x28 (chw)|6x28x28 (channels first)|28 px x 28 px x 6|28px x 28px x 6|28x28x6 values|28.0x28.0x6|28乘28乘6|28乘以28乘以6|shape (28, 28, 6)|高=28, 宽=28, 通道=6|(28 x 28) x 6|(28, 28), 6|28 mal 28 mal 6|028x028x06",
        "remark": "28x28|H=28|28 × 28|28, 28|(28, 28)|28 by 28|28|28*28|２８×２８",
        "wrong": "28x28x5|28x27x6|6x28x28|(6, 28, 28)|32x32x6|6|4704|5@28x28|28@6x28|28x28x6x6|28x28x1|28x28 with 5 channels|7 maps of 28x28|24x24x6|28.5x28.5x6|28x28x6 bytes|28x28x-6|6x28x28 (hwc)|28x28x6 (chw)|H=28, W=28, C=5|27|torch.Size([1, 6, 28, 28])|(None, 6, 28, 28)|28x6|(2, 28, 28, 6)|784x6|28x28x60|28,286|28+28+6",
        "refused": "big|28x28x|x28x28|28xx28|28x28xC|about 28x28x6|~28x28x6|28²x6|28^2x6|28 28 6|28/28/6 or 6|1x2x3x4x5x6x7x8x9|square|same as the input|28-28-6|28x28x6k7|一样|28:28:6|28x28 many|0x|()",
    },
    (LENET, "C1.output", "chw"): {
        "right": "6x28x28|6 x 28 x 28|6×28×28|(6, 28, 28)|[6, 28, 28]|6, 28, 28|6@28x28|torch.Size([6, 28, 28])|torch.Size([1, 6, 28, 28])|(None, 6, 28, 28)|(N, 6, 28, 28)|(1, 6, 28, 28)|(B, 6, 28, 28)|28x28 with 6 channels|6 maps of 28x28|H=28, W=28, C=6|28x28x6 (hwc)|（6，28，28）|６×２８×２８|6 by 28 by 28",
        "remark": "28x28|28 by 28|(28, 28)|28",
        "wrong": "28x28x6|(28, 28, 6)|28@6x28|5x28x28|6x28x27|torch.Size([1, 28, 28, 6])|6x28x28 (hwc)",
        "refused": "big|6x|6 28 28",
    },
    (LENET, "F6.output", "hwc"): {
        "right": "84|84 units|84 neurons|(84,)|(84)|[84]|(None, 84)|[None, 84]|torch.Size([84])|84 outputs|84 classes|84 nodes|84 个|84个神经元|８４|84 values|84 channels|84.|84.0|84 features|84 logits",
        "remark": "1x84|84x1|84 x 1|(1, 84)|(84, 1)|1x1x84|torch.Size([1, 84])|1×84|1@84x1|84x1x1",
        "wrong": "85|84x84|48|2x84|84 parameters|84 bytes|840|8,4|84x2|7x12",
        "refused": "eighty-four|84 84|~84|84k7|84-|~80",
    },
    (LENET, "C1.height", "hwc"): {
        "right": "28|28 px|28 pixels|28像素|２８|(32-5)+1 = 28|32 - 5 + 1|(32-5)/1+1|28.0|28 个像素|= 28|56/2",
        "wrong": "27|28.5|28 channels|28 bytes|28 parameters|280|2,8|32",
        "vague": "more than 1|> 0",
        "refused": "28x28|28 x 28|28, 28|28.000|28,28,6|twenty-eight|28 28",
    },
    (LENET, "C1.channels", "hwc"): {
        "right": "6|6 channels|6 filters|6 maps|6 feature maps|6个通道|６|6个|6 kernels|6 通道|6.0",
        "wrong": "5|6 px|6 parameters|6 layers|60|6k",
        "refused": "six|6x|28x28x6|6@28x28",
    },
    (LENET, "F5.parameters_share", "hwc"): {  # 48,120 of 61,706: 0.77983
        "right": "0.78|0.780|.78|.7798|78 %|78%|78.0 %|77.98 %|78,0 %|0,78|77,98%|７８％|78 percent|78 per cent|百分之78|48120/61706|约78%|~78 %|78.0 pct|0.8",
        "wrong": "0.77|77 %|0.79|0.078|0.78 %|7.8 %|1 %|78 parameters|0.78 MB|0",
        "vague": "more than 50 %|1|> 0|~1",
        "refused": "78|77.98|most|four fifths",
    },
    (LENET, "C1.memory", "hwc"): {  # 4,704 values, 18,816 bytes
        "right": "18816|18,816|18816 B|18,816 bytes|18.816 kB|18.8 kB|18.8 KB|18.375 KiB|18.4 KiB|18.38KiB|0.0188 MB|18816字节|18,816 Bytes|4704*4|28*28*6*4|28x28x6x4|28*28*6*4 = 18816 bytes|１８８１６|18,8 kB|1.88 x 10^4 bytes|18.8k",
        "remark": "18.816|18.816 bytes",
        "wrong": "4704|18.375 KB|18.8 MB|18816 values|18816 parameters|18817|4704 bytes|18816 FLOPs|18.3 KiB|1.8 kB",
        "vague": "< 1 GB|0 MB|more than 1 byte",
        "refused": "small|18 8 16|18816 bits",
    },
    (LARGE, "a.activations", "hwc"): {
        "right": "1048576|1,048,576|2^20|2**20|2²⁰|1024*1024|1024²|1024x1024|1024×1024|1.05M|1.049 million|1.05e6|1.0 Mi|2^10*2^10|2¹⁰·2¹⁰|104.9万|10,48,576|1048576 values|1,048,576 activations|1048576个|1024*1024 = 1048576|1024² = 2^20|1.0486 Mio.|10.49 lakh",
        "remark": "1.048.576|1.048.576 values",
        "wrong": "220|1 MiB|1 MB|4 MiB|4194304|1048576 bytes|2^21|1.04M|10^6|1048576 params|1.05 crore|104.9亿|1.048",
        "vague": "> 1|< 1G|1e6|1M|1 Mi",
        "refused": "1.048.57|1 048 5 76|1,048,57|2^|^20",
    },
    (LENET, "C3.receptive_field", "hwc"): {
        "right": "14|14x14|14 x 14|14×14|14 px|14 pixels|14x14 pixels|(14, 14)|14 by 14|14, 14|14,14|[14,14]|14*14|14像素|１４|１４×１４|14 px x 14 px|14px|(14)|14.0|14 by 14 pixels|14个像素",
        "wrong": "13|15|14x15|13x13|16 pixels|5|140|14 bytes|14 parameters|1,4",
        "refused": "14x14x14|14x14x6|14,14,14|big|about 14|~14|14 14|196?",
    },
    (LENET, "C1.kernel", "hwc"): {
        "right": "5|5x5|5×5|5 x 5|(5, 5)|5 by 5|5, 5|5*5|[5,5]|5x5x1|5×5×1|(5, 5, 1)|5 px|5x5 pixels|1@5x5|５×５|5,5|5 by 5 by 1|5x5 with 1 channel",
        "wrong": "3|3x3|5x3|5x5x5|5x5x6|25|6@5x5|55|5x5x3",
        "refused": "5x5x5x5x5|5x5x1x6|five|5-5|about 5|5x",
    },
    (LENET, "C3.kernel", "hwc"): {
        "right": "5|5x5|5x5x6|(5, 5, 6)|6@5x5|5×5×6|5 by 5 by 6|5x5, 6 channels",
        "wrong": "5x5x5|5x5x16|5x5x1|6x5x5|16@5x5|3|6x6",
        "refused": "5x5x5x5|5x5x6x16|5x5x5x5x5",
    },
    (LENET, "C3.kernel", "chw"): {
        "right": "5|5x5|6x5x5|(6, 5, 5)|6@5x5",
        "wrong": "5x5x6|16x5x5|5x5x5",
        "refused": "5x5x5x5|16x6x5x5",
    },
    (MIXED, "a.kernel", "hwc"): {
        "right": "5|5x5|5x5x10|(5,5,10)|10@5x5|5×5×10|5 by 5 by 10",
        "wrong": "5x5x5|5x5x4|5x5x1|3|10x5x5",
        "refused": "5x5x10x4|5x5x5x5x5",
    },
    (MIXED, "b.kernel", "hwc"): {
        "right": "3x5|(3, 5)|3 by 5|3x5x4|3, 5|3×5|3,5|H=3, W=5",
        "wrong": "5x3|3|5|3x3|3x5x8|3x5x10|15",
        "refused": "3x5x4x8|3x",
    },
    (MIXED, "b.stride", "hwc"): {
        "right": "2x1|(2, 1)|2 by 1|2, 1|2,1",
        "wrong": "2|1|1x2|2x2",
        "refused": "2x1x1|2x1x1x1|two",
    },
    (MIXED, "a.stride", "hwc"): {
        "right": "1|1x1|(1, 1)|1 by 1|1 px|１",
        "wrong": "2|2x2|1x2|0",
        "refused": "1x1x1|1x1x1x1|one|1x1x10",
    },
    (MIXED, "p.kernel", "hwc"): {
        "right": "2|2x2|2x2x1|(2, 2)",
        "wrong": "3|2x2x8|2x2x2|4",
        "refused": "2x2x2x2",
    },
    (MIXED, "d.kernel", "hwc"): {"right": "3|3x3|3x3x1|1@3x3", "wrong": "3x3x8|3x3x3|8@3x3", "refused": "3x3x3x3"},
    (MIXED, "g.kernel", "hwc"): {"right": "1|1x1|1x1x4", "wrong": "1x1x8|1x1x1|3", "refused": "1x1x1x1|1x1x4x8"},
    (MIXED, "a.padding", "hwc"): {  # same with a kernel of 5: (5 - 1)/2
        "right": "same|SAME|Same|2|2x2|2 px|(2, 2)|２|2 pixels|'same'|(5-1)/2 = 2|(5-1)/2",
        "wrong": "1|0|valid|full|2x1|none|4|5",
        "refused": "2x2x2|some|a few|2x2x2x2|about 2",
    },
    (MIXED, "g.padding", "hwc"): {
        "right": "valid|VALID|0|0x0|none|no padding|zero|无|0 px|no",
        "wrong": "1|full|1x1|2",
        "refused": "0x0x0|nothing much",
    },
    (MIXED, "b.padding", "hwc"): {"right": "1x2|(1, 2)|1 by 2|1, 2|1,2", "wrong": "1|2|2x1|valid|same|0", "refused": "1x2x3|one"},
    (MIXED, "d.padding", "hwc"): {"right": "1|1x1|same|(1,1)|(3-1)/2", "wrong": "0|valid|2|none|1x0", "refused": "1x1x1|one"},
    (MIXED, "e.padding", "hwc"): {  # 0 before and 1 after the height, so that no number says it
        "right": "same|SAME",
        "wrong": "valid|full|none",
        "refused": "1|0|1x1|2",
    },
    (MIXED, "b.output", "hwc"): {
        "right": "16x18x8|(16, 18, 8)|8@16x18|H=16, W=18, C=8",
        "remark": "16x18|(16, 18)",
        "wrong": "18x16x8|18x16|8x16x18|16x18x5|16|18",
        "refused": "16x|x",
    },
    (MIXED, "b.output", "chw"): {
        "right": "8x16x18|(8, 16, 18)|8@16x18",
        "remark": "16x18",
        "wrong": "18x16|16x18x8|8x18x16|16|8@18x16",
        "refused": "8x",
    },
    (LINE, "c.output", "hwc"): {
        "right": "96x4|(96, 4)|4@96|(None, 96, 4)|96 x 4|96, 4|L=96, C=4",
        "remark": "96",
        "wrong": "4x96|95x4|96x5|384",
        "refused": "96 4|96x",
    },
    (LINE, "c.output", "chw"): {"right": "4x96|(4, 96)|torch.Size([1, 4, 96])", "remark": "96", "wrong": "96x4|4x95", "refused": "4x"},
    (LINE, "c.kernel", "hwc"): {"right": "5|5x1|(5,)|5 px", "wrong": "3|5x5|25|1x5", "refused": "5x1x4|5x5x5"},
    (LINE, "f.output", "hwc"): {"right": "384|384 units|(384,)|96x4 = 384|96*4 = 384|768/2", "remark": "1x384|384x1", "wrong": "96x4|385|100|96*4 = 385", "refused": "96*4|96·4"},
}
