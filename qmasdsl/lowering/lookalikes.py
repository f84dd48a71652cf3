"""Lookalikes: names that differ for the machine and not for the eye.

`skeleton` maps a name to what a reader sees of it, in the manner of Unicode's security annex (UTS 39): letters and
digits that most fonts draw alike become one, and a Traditional Chinese character becomes its Simplified twin.
Letters of other scripts never get this far; the reader of the text refuses them.

The table of twins holds the characters that names in immigration rules are likely to use, not all of Unicode.
"""

_ALIKE = str.maketrans({"1": "l", "I": "l", "0": "O", "m": "rn"})

_TWINS = (
    "學学 歷历 齡龄 業业 專专 職职 勞劳 動动 經经 驗验 語语 國国 際际 會会 員员 門门 開开 關关 長长 東东 "
    "車车 馬马 鳥鸟 魚鱼 見见 貝贝 頁页 風风 飛飞 龍龙 龜龟 麥麦 黃黄 點点 齒齿 個个 們们 價价 優优 億亿 "
    "償偿 務务 勝胜 勢势 區区 醫医 協协 單单 歲岁 總总 計计 訂订 記记 許许 設设 證证 評评 試试 話话 該该 "
    "詳详 認认 誤误 說说 請请 論论 諾诺 謝谢 識识 議议 護护 讀读 變变 讓让 財财 貢贡 貧贫 貨货 販贩 責责 "
    "貴贵 買买 費费 資资 賓宾 賞赏 賠赔 賢贤 賣卖 質质 購购 贈赠 軍军 軟软 較较 載载 輔辅 輕轻 輪轮 輯辑 "
    "輸输 轉转 辦办 農农 連连 進进 運运 過过 達达 違违 遠远 適适 選选 遷迁 還还 邊边 鄉乡 鄰邻 鐘钟 銀银 "
    "銷销 錄录 錢钱 鋼钢 鎮镇 鐵铁 閉闭 間间 閱阅 隊队 階阶 陽阳 陸陆 險险 隨随 離离 難难 電电 靈灵 靜静 "
    "響响 項项 順顺 須须 預预 領领 頭头 題题 額额 願愿 類类 顧顾 顯显 飯饭 館馆 體体 鬥斗 魯鲁 鮮鲜 親亲 "
    "觀观 覺觉 規规 視视 覽览 與与 舉举 舊旧 藝艺 藥药 虧亏 蘇苏 處处 號号 術术 衛卫 裝装 補补 製制 複复 "
    "級级 紀纪 約约 紅红 納纳 純纯 紙纸 細细 組组 結结 給给 統统 絕绝 維维 網网 綜综 緊紧 線线 練练 緣缘 "
    "編编 縣县 績绩 織织 繼继 續续 華华 萬万 葉叶 蓋盖 節节 範范 築筑 簡简 簽签 籌筹 糧粮 獎奖 獨独 獲获 "
    "獻献 環环 現现 產产 畢毕 異异 當当 療疗 發发 盡尽 監监 盤盘 確确 碩硕 礎础 禮礼 種种 稱称 積积 穩稳 "
    "競竞 筆笔 數数 斷断 時时 晉晋 書书 條条 來来 極极 構构 標标 樣样 機机 權权 檢检 歐欧 歡欢 歸归 殘残 "
    "氣气 漢汉 滿满 測测 準准 溫温 濟济 灣湾 應应 態态 慣惯 憑凭 憲宪 戰战 戶户 擇择 據据 擔担 擬拟 擴扩 "
    "損损 換换 揮挥 團团 園园 圓圆 圖图 場场 塊块 報报 執执 墮堕 壓压 聲声 壽寿 夠够 夢梦 奮奋 婦妇 孫孙 "
    "寫写 寶宝 實实 審审 導导 對对 尋寻 將将 屬属 師师 帳帐 帶带 幣币 廣广 廠厂 庫库 張张 強强 彈弹 後后 "
    "從从 復复 徵征 兒儿 內内 兩两 冊册 凍冻 劃划 劇剧 劑剂 創创 別别 則则 剛刚 勵励 匯汇 參参 雙双 嚴严 "
    "問问 喪丧 喬乔 嘗尝 臺台 裡里 裏里 為为 爲为 無无 爭争 愛爱 獄狱 聯联 聽听 聖圣 習习 義义 羅罗 罰罚 "
    "腦脑 臨临 艙舱 艦舰 廳厅 傳传 僅仅 儲储 債债 傷伤 傑杰 備备 倫伦 併并 佔占 侶侣 係系 俠侠 "
)
_TWIN = str.maketrans({pair[0]: pair[1] for pair in _TWINS.split()})


def skeleton(name: str) -> str:
    """What a reader sees of `name`.

    >>> skeleton("level1") == skeleton("levell"), skeleton("corner") == skeleton("comer")
    (True, True)
    >>> skeleton("學歷") == skeleton("学历"), skeleton("age") == skeleton("Age")
    (True, False)
    """
    return name.translate(_ALIKE) if name.isascii() else name.translate(_ALIKE).translate(_TWIN)
