"""Headers as shops write them: sales ledgers, EC-CUBE 2 to 4, Rakuten, Yahoo, Shopify, makeshop, English.

Each constant lists one field's headers, preferred first, separated by `|`.
"""

CUSTOMER_ID = (
    "顧客番号|顧客ID|顧客コード|顧客No|会員ID|会員番号|会員コード|会員No|お客様番号|お客様ID|"
    "お客様コード|お客さま番号|得意先コード|得意先CD|得意先番号|得意先No|取引先コード|取引先CD|"
    "請求先コード|カード番号|ポイントカード番号|customer id|customer|customer no|customer number|"
    "customer code|customer key|cust id|cust no|client id|member id|member no|user id|household id|"
    "household key|account id|buyer id"
)
ORDERED_AT = (
    "注文日時|注文日|受注日時|受注日|購入日時|購入日|売上日時|売上日|売上日付|売上年月日|販売日時|"
    "販売日|取引日時|取引日|伝票日付|伝票日|計上日|会計日時|会計日|精算日時|精算日|日時|日付|年月日|"
    "利用日|来店日|お買上日|お買上げ日|お買い上げ日|納品日|出荷日|order date|order datetime|ordered on|"
    "date|datetime|created at|"
    "purchase date|purchased at|purchased on|purchase datetime|transaction date|transaction dt|"
    "transaction timestamp|transaction time|invoice date|sale date|sales date|sold on|sold at|"
    "order time|timestamp|day|order_date|create_date"
)
AMOUNT = (
    "金額|売上金額|販売金額|明細金額|行金額|金額(税込)|金額(税抜)|税込金額|税抜金額|売上金額(税込)|"
    "売上金額(税抜)|税込売上金額|購入金額|商品金額|お買上金額|お買上げ金額|お買い上げ金額|売上|"
    "純売上高|純売上|売上高|取引金額|取引額|明細小計|line amount|line total|line subtotal|amount|"
    "sales amount|sales value|sales|sales price|net amount|net sales|revenue|price total|value|spend|"
    "item total"
)
# A subtotal is a line's or an order's: the order's where its total stands beside single prices.
SUBTOTAL = "小計|商品小計|小計(税込)|subtotal"
AMOUNT_OF_ORDER = (
    "お支払い合計|お支払合計|支払合計|お支払い金額|支払金額|お支払金額|合計金額|合計|総合計|注文合計|"
    "注文金額|受注金額|請求金額|ご請求金額|合計(税込)|合計金額(税込)|税込合計|payment total|total|"
    "total price|total amount|grand total|order total"
)
ORDER_ID = (
    "注文番号|注文ID|注文No|受注番号|受注ID|受注No|伝票番号|伝票No|売上番号|売上伝票番号|売上No|"
    "売上ID|取引番号|取引ID|レシート番号|レシートNo|会計番号|会計ID|購入番号|購入ID|オーダー番号|"
    "オーダーID|オーダーNo|order number|order no|order|invoice|invoice no|invoice number|invoice id|"
    "basket id|basket|receipt no|receipt id|receipt number|transaction id|transaction no|sale id|"
    "amazon order id"
)
LINE_NO = (
    "明細番号|明細No|明細ID|行番号|行No|行|伝票行番号|伝票行|枝番|受注明細番号|注文明細番号|"
    "注文明細ID|受注明細ID|売上明細番号|line|line number|line id|item no|order item id|"
    "order detail id|row no"
)
PRODUCT_ID = (
    "商品コード|商品番号|商品ID|商品CD|商品No|品番|品目コード|品コード|型番|SKU|商品管理番号|"
    "商品管理番号(商品URL)|JANコード|JAN|product code|product|product no|item id|item code|item|"
    "stock code|lineitem sku|article no|asin|upc"
)
PRODUCT_NAME = (
    "商品名|品名|商品名称|品目|品目名|商品|アイテム名|メニュー名|メニュー|内容|item name|"
    "product title|title|description|lineitem name|product description"
)
CATEGORY = (
    "商品分類|分類|分類名|カテゴリ|カテゴリー|カテゴリ名|カテゴリー名|部門|部門名|商品群|大分類|"
    "商品分類名|商品カテゴリ|商品カテゴリー|ジャンル|category name|product category|department|"
    "product subclass|product type"
)
QUANTITY = (
    "数量|個数|点数|販売数|販売数量|売上数量|購入数|購入数量|購入個数|注文数|注文数量|受注数|qty|"
    "lineitem quantity|units|pieces|quantity purchased"
)
UNIT_PRICE = (
    "単価|販売単価|売単価|売価|価格|販売価格|商品単価|単価(税込)|単価(税抜)|税込単価|税抜単価|price|"
    "item price|lineitem price|unit amount|price per unit"
)
DISCOUNT = (
    "値引|値引き|値引額|値引き額|値引金額|値引き金額|割引|割引額|割引金額|クーポン|クーポン値引|"
    "クーポン利用額|discount amount|lineitem discount|retail disc|disc"
)
UNIT_COST = (
    "原価|原単価|仕入単価|仕入価格|仕入値|原価単価|仕入原価|cost|unit cost price|cost price|purchase price"
)
SHOP = (
    "店舗|店舗名|店舗コード|店舗ID|店|店名|売場|売場名|支店|支店名|拠点|拠点名|営業所|営業所名|"
    "購入店舗|購入店舗名|shop name|store|store id|store name|store no|branch|location"
)
CHANNEL = (
    "販売経路|販売チャネル|チャネル|チャネル名|経路|受注経路|受注方法|注文経路|注文方法|受注区分|"
    "販路|媒体|sales channel|source name"
)
STAFF = (
    "担当者|担当者名|担当|営業担当|営業担当者|営業担当者名|販売員|販売員名|販売担当者|受注担当者|"
    "担当者コード|staff name|salesperson|sales rep|person in charge|employee|clerk|cashier"
)
CAMPAIGN = (
    "きっかけ|キャンペーン|キャンペーンコード|キャンペーン名|広告コード|広告媒体|購入動機|"
    "campaign id|campaign code|campaign name"
)
STATUS = (
    "状態|ステータス|イベントタイプ|注文状態|注文ステータス|受注ステータス|受注状態|対応状況|対応状況(名称)|"
    "対応状況名|取引区分|売上区分|伝票区分|赤黒区分|返品区分|取消区分|order status|item status|"
    "financial status|transaction type"
)
DELIVER_ON = (
    "お届け日|お届け希望日|お届け指定日|お届け日指定|お届け予定日|配達日|配達希望日|配達指定日|配達日指定|配達予定日|"
    "配送日|配送希望日|配送指定日|配送日指定|配送予定日|納品日|納品希望日|納品予定日|納入日|希望納期|納期|着日|着日指定|"
    "着荷日|着荷予定日|到着希望日|delivery date|delivery day|deliver on|delivered on|requested delivery date|"
    "ShipRequestDate"
)
DELIVER_SLOT = (
    "お届け時間|お届け時間帯|お届け希望時間|お届け希望時間帯|お届け時間指定|配達時間|配達時間帯|配達希望時間|配達希望時間帯|"
    "配達時間指定|配送時間|配送時間帯|配送希望時間|配送希望時間帯|配送時間指定|納品時間|納品時間帯|時間帯指定|時間指定|"
    "希望時間帯|delivery time|delivery slot|time slot|requested delivery time|ShipRequestTime"
)
DELIVER_TO = (
    "お届け先|お届け先住所|配送先|配送先住所|配達先|配達先住所|納品先|納品先住所|納品場所|納入先|納入場所|送付先|"
    "送付先住所|送り先|送り先住所|delivery address|deliver to|delivered to|ship to|"
    "shipping address"
)
RETURNED_ORDER_ID = (
    "返品元注文番号|返品元伝票番号|返品元受注番号|元注文番号|元伝票番号|元受注番号|訂正元伝票番号|"
    "返品対象注文番号|取消元注文番号|returned order|original order id|original order|"
    "original invoice|refunded order id"
)
FULL_NAME = (
    "顧客名|お客様名|お客様氏名|氏名|お名前|名前|会員名|会員氏名|得意先名|得意先名称|取引先名|宛名|"
    "姓名|ご氏名|name|full name|customer full name|buyer name|billing name|client name"
)
FAMILY_NAME = (
    "姓|氏|苗字|名字|お名前(姓)|氏名(姓)|お名前姓|氏名姓|顧客姓|名前(姓)|氏(請求先)|name01|"
    "order_name01|last name|surname|lastname"
)
GIVEN_NAME = (
    "名|注文者名前|お名前(名)|氏名(名)|お名前名|氏名名|顧客名(名)|名前(名)|名(請求先)|name02|order_name02|"
    "first name|firstname|forename"
)
FULL_KANA = (
    "フリガナ|ふりがな|カナ|かな|氏名カナ|氏名フリガナ|氏名(カナ)|顧客名カナ|顧客名フリガナ|"
    "お名前カナ|お名前フリガナ|お名前(フリガナ)|得意先名カナ|得意先カナ|ヨミ|よみ|読み|読み仮名|"
    "ヨミガナ|name kana|customer kana|furigana|reading"
)
FAMILY_KANA = (
    "セイ|せい|姓かな|姓ふりがな|姓カナ|姓フリガナ|姓(カナ)|お名前(セイ)|お名前(フリガナ・姓)|お名前(フリガナ姓)|"
    "氏名カナ(姓)|フリガナ(姓)|フリガナ(セイ)|カナ(姓)|カナ(セイ)|名字フリガナ|名字カナ|kana01|"
    "order_kana01|last name kana"
)
GIVEN_KANA = (
    "メイ|めい|名かな|名ふりがな|名カナ|名フリガナ|名(カナ)|お名前(メイ)|お名前(フリガナ・名)|お名前(フリガナ名)|"
    "氏名カナ(名)|フリガナ(名)|フリガナ(メイ)|カナ(名)|カナ(メイ)|名前フリガナ|名前カナ|kana02|"
    "order_kana02|first name kana"
)
COMPANY = (
    "会社名|法人名|企業名|社名|会社|団体名|勤務先|company|company name|corporation|organization|"
    "organisation|billing company"
)
COMPANY_KANA = "会社名カナ|会社名フリガナ|会社カナ|法人名カナ|企業名カナ|company name kana"
CONTACT_NAME = (
    "先方担当者|先方担当者名|先方ご担当者|ご担当者|ご担当者名|ご担当者様|ご担当者様名|ご担当者氏名|取引先担当者|"
    "取引先担当者名|得意先担当者|得意先担当者名|顧客担当者|顧客担当者名|客先担当者|客先担当者名|窓口担当者|窓口担当者名|"
    "contact person|contact|contact name"
)
CONTACT_KANA = (
    "先方担当者カナ|先方担当者フリガナ|ご担当者カナ|ご担当者フリガナ|ご担当者名カナ|ご担当者名フリガナ|担当者カナ|"
    "担当者フリガナ|担当者名カナ|担当者名フリガナ|contact reading"
)
CONTACT_DEPARTMENT = (
    "先方部署|先方部署名|先方担当者部署|ご担当者部署|担当者部署|担当部署|部署|部署名|所属|所属部署|部課|"
    "contact department|department"
)
CONTACT_POST = (
    "先方役職|先方担当者役職|ご担当者役職|担当者役職|役職|役職名|肩書|肩書き|contact title|job title|position"
)
HONORIFIC = "敬称|title|salutation"
POSTAL_CODE = (
    "郵便番号|郵便番号(自宅)|〒|郵便|zip|zip code|zipcode|postcode|postal|post code|billing zip|order_zip|"
    "order_zipcode|postal_code"
)
PREFECTURE = (
    "都道府県|都道府県名|住所都道府県|都道府県(自宅)|県|都道府県(名称)|pref|"
    "prefecture name|state|province|billing province|order_pref"
)
ADDRESS = (
    "住所|住所1|住所郡市区|市区町村番地(自宅)|住所(市区町村)|住所(番地)|ご住所|現住所|所在地|市区町村|"
    "市区町村番地|addr01|addr|address1|address line 1|street|billing address1|order_addr01"
)
ADDRESS2 = (
    "住所2|住所3|住所それ以降の住所|それ以降の住所|建物名(自宅)|建物名|建物|番地|マンション名|ビル名|"
    "建物名・部屋番号|以降の住所|addr02|address line 2|billing address2|order_addr02"
)
PHONE = (
    "電話番号|電話番号(自宅)|電話|TEL|電話番号1|TEL1|固定電話|自宅電話番号|お電話番号|連絡先|連絡先電話番号|"
    "代表電話|phone number|telephone|tel no|phone no|billing phone|order_tel|phone_number"
)
MOBILE = "携帯電話|携帯|携帯電話番号|携帯番号|電話番号2|TEL2|mobile phone|cell|cell phone|mobile number"
FAX = "FAX番号|ファックス|ファクス|ファクシミリ|fax number|fax no"
EMAIL = (
    "メールアドレス|メール|Eメール|Eメールアドレス|E-mail|PCメールアドレス|電子メール|mail|e mail|"
    "mail address|email address|buyer email|order_email|メールアドレス1|bill mail address"
)
LINE_ID = "LINE ID|LINEID|LINEユーザーID|LINE user id"
BIRTHDAY = "生年月日|誕生日|お誕生日|生まれ|birth|birth date|date of birth|birthdate|dob"
_ELSEWHERE = (
    "送付先|お送り先|お届け先|配送先|配達先|発送先|納品先|"
    "勤務先|第2|第二|2つ目の|second |other |shipping |delivery "
)


def _elsewhere(names: str) -> str:
    return "|".join(place + name for place in _ELSEWHERE.split("|") for name in names.split("|"))


OTHER_POSTAL_CODE = _elsewhere("郵便番号|〒|postal code|zip|zip code|postcode")
OTHER_PREFECTURE = _elsewhere("都道府県|都道府県名|prefecture|province|state")
OTHER_ADDRESS = _elsewhere("住所|住所1|ご住所|市区町村|所在地|address|address1|address line 1|street")
OTHER_ADDRESS2 = _elsewhere("住所2|建物|建物名|ビル名|マンション名|building|address2|address line 2")
GENDER = "性別|性別(名称)|sex"
OCCUPATION = "職業|職業(名称)|お仕事|job|profession"
HOUSEHOLD = "世帯|世帯構成|家族構成|世帯区分|household type|family structure"
HOUSEHOLD_SIZE = (
    "世帯人数|家族人数|同居人数|世帯員数|家族の人数|household size|family size|people in household"
)
TAGS = "タグ|ラベル|顧客タグ|labels|tag"
MEMO = "備考|メモ|特記事項|SHOPメモ|ショップ用メモ|ショップメモ|顧客メモ|note|notes|comment|remarks"
NEXT_MEMO = (
    "次回応対メモ|次回連絡時メモ|次回メモ|ポップアップメモ|申し送り|申し送り事項|申送り|申送事項|引き継ぎ事項|"
    "handover"
)
MEMO_POPS_UP = (
    "備考を次回表示|メモを次回表示|次回表示|次回応対時に表示|メモ表示|備考表示|ポップアップ|ポップアップ表示|"
    "show memo|pop up|show at next contact"
)
OPEN_COMPLAINT = (
    "クレーム中|クレーム対応中|苦情対応中|対応中のクレーム|未解決クレーム|クレーム有無|苦情有無|クレームフラグ|苦情フラグ|"
    "complaint flag|complaint open"
)
MAIL_CONSENT = (
    "メール配信可否|メルマガ|メルマガ配信|メールマガジン|メルマガフラグ|メルマガ受信|メール配信|"
    "メールマガジン送付|メルマガ希望|メルマガ登録|mailmaga_flg|mailmaga flag|accepts marketing|"
    "accepts email marketing|newsletter|opt in"
)
POST_CONSENT = (
    "郵送DM可否|DM可否|DM|DM発送|DM発送可否|DM送付|DM送付可否|DM希望|DM区分|ダイレクトメール|郵送可否|郵便可否|"
    "ハガキ送付|はがき送付|カタログ送付|accepts post|postal opt in"
)
PHONE_CONSENT = "電話可否|TEL可否|電話連絡可否|電話連絡|電話案内|accepts calls|phone opt in"
SMS_CONSENT = "SMS配信可否|SMS可否|SMS配信|ショートメール可否|accepts sms|accepts sms marketing|sms opt in"
LINE_CONSENT = "LINE配信可否|LINE可否|LINE配信|accepts line|line opt in"
FAX_CONSENT = "FAX送信可否|FAX可否|FAX配信|FAX配信可否|accepts fax|fax opt in"
CUSTOMER_KIND = "個人・法人|個人法人区分|個人法人|法人個人区分|法人区分|customer type|person or company"
LIKES = "好み|お好み|嗜好|好きなもの|好きな商品|お気に入り|preferences|favorites|favourites"
DISLIKES = "苦手|苦手なもの|嫌いなもの|NG食材|アレルギー|アレルギー情報|allergies|allergy"
NEEDS = "要望|ご要望|お客様要望|ニーズ|お困りごと|困りごと|用途|利用目的|requests|purpose"
REFERRED_BY = "紹介者|ご紹介者|紹介者名|紹介元|紹介元顧客番号|紹介者番号|紹介者コード|referred by|referrer"
REASON_CHOSEN = (
    "選んだ理由|選んでくれた理由|選ばれた理由|来店理由|来店動機|来店きっかけ|来店のきっかけ|ご来店のきっかけ|入会動機|"
    "入会きっかけ|知ったきっかけ|知った理由|認知経路|reason chosen|how did you hear about us|referral source"
)
REGISTERED_ON = (
    "登録日|登録日時|会員登録日|会員登録日時|入会日|作成日|作成日時|registered at|registration date|"
    "customer since"
)
PRICE = "販売価格|価格|単価|売価|販売単価|定価|通常価格|price02|price|unit price|list price|sales price"
STOCK = "在庫数|在庫|在庫数量|現在庫|現在庫数|inventory|stock quantity|on hand|quantity|variant inventory qty"
UNIT = "単位|単位名|販売単位|unit name|uom"
REFILL_OF = "詰替元|詰替元商品|詰替元商品コード|本体商品コード|refill of product"
ACCESSORY_OF = "付属元|付属元商品|付属元商品コード|対応商品コード|accessory of product"
