//! 成像: why a picture is refused, and what the rule calls it.

use crate::words::words;

words! {
    /// A reason why a portrait fails: the word a reviewer, a photographer and a student share.
    Fault {
        NoFace = "no_face" "未见人脸",
        SeveralFaces = "several_faces" "画面有其他人",
        HeadCut = "head_cut" "头部超出画面",
        Placement = "placement" "头部位置不合规格",
        HeadTilted = "head_tilted" "头部倾斜",
        HeadTurned = "head_turned" "未正对镜头",
        EyesClosed = "eyes_closed" "闭眼",
        MouthOpen = "mouth_open" "张嘴",
        Expression = "expression" "表情不自然",
        Occlusion = "occlusion" "面部遮挡",
        Glare = "glare" "眼镜反光",
        DarkGlasses = "dark_glasses" "有色眼镜",
        HeadCovered = "head_covered" "戴帽或头饰",
        Ornaments = "ornaments" "佩戴饰品",
        Clothing = "clothing" "衣着不合规格",
        Background = "background" "背景不合规格",
        Light = "light" "光线不匀或曝光不当",
        Blurred = "blurred" "模糊",
        WrongPerson = "wrong_person" "不是本人",
        Unreadable = "unreadable" "文件无法读取",
    }
}

words! {
    /// 头饰登记: what a person decided where something seems to be worn on the head. Clause
    /// 二（四） of 教毕指〔2017〕99号 lets the last three be, if the face is free of them.
    Headwear {
        NotWorn = "not_worn" "没有戴",
        Religious = "religious" "宗教需要",
        Medical = "medical" "医疗需要",
        Cultural = "cultural" "文化需要",
    }
}

words! {
    /// 读数结论: the state words of every screen.
    Verdict {
        Pass = "pass" "通过",
        Warn = "warn" "提示",
        Fail = "fail" "不合格",
        Unassessable = "unassessable" "无法评定",
    }
}
