"""Where sentences end, in thirteen languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose.sentences import sentences

# A bar stands where one sentence ends and the next begins.
_TEXTS: dict[str, tuple[str, ...]] = {
    "fr": (
        "M. Haddad est venu hier.|Il a parlé aux élèves.",
        "Mme Costa et le Pr. Roux ont signé l’accord.|La mairie s’en félicite.",
        "« Nous rouvrons ! » a dit la directrice.|Puis elle est partie.",
        "« Qui paiera ? »|Personne ne le sait.",
        "Le pont coûte 3,5 millions d’euros.|Il a été payé à 40 %.",
        "Les écoles, les crèches, etc. resteront fermées lundi.|Les parents protestent.",
        "J.-P. Martin a relu l’art. 12 du texte.|Il n’y changerait rien.",
        "Ils attendaient depuis des heures…|La porte ne s’ouvrait pas.",
        "La Ste Chapelle a rouvert : on s’y presse !|Venez tôt.",
        "Il habite au 12, av. Victor-Hugo.|Le quartier est calme.",
    ),
    "en": (
        "Mr. Jones of the U.S. Navy left at 5 p.m. Tuesday.|He waved.",
        "The mill was sold to Harbour Inc.|The price was not told.",
        "The meeting ended at 5 p.m.|The minister said nothing.",
        "He paid $3.5 million.|“Too much.”|She laughed.",
        "Sen. A. B. Carter voted no.|The bill failed.",
        "It was a near miss.|Police were told.",
        "See No. 5 on the list, printed Nov. 1 in the annex.|Nobody did.",
        "“Will it hold?” he asked.|“It will!”|Nobody believed him.",
        "Dr. Otieno (St. Mary’s) treated 14 of them.|Two stayed.",
        "Prices rose 0.4 percent vs. 0.2 percent in May.|Wages did not.",
        "Why?!|40 years had passed.",
        "They waited...|Then the doors opened.",
    ),
    "de": (
        "Am 3. Mai kam z. B. Herr Dr. Ott.|Er blieb.",
        "Am 3. Mai kam z.B. Herr Dr. Ott.|Er blieb.",
        "Die 2. Liga beginnt am 14. August.|Der Meister spielt zuerst.",
        "Friedrich II. starb in Potsdam.|Sein Neffe folgte ihm.",
        "Das Werk kostet 4,5 Mio. Euro.|Gebaut wird ab Herbst.",
        "„Wir öffnen wieder!“, sagte sie.|Danach ging sie.",
        "„Wir öffnen wieder.“|Danach ging sie.",
        "Gemeint sind Busse, Bahnen usw.|Die Stadt prüft das.",
        "Die Firma, d. h. ihr Eigentümer, zahlt ca. 300 Euro.|Das reicht kaum.",
        "Es geht um Nr. 7 und Abs. 3.|Beides ist strittig.",
        "Das Spiel endete 4:1.|Der Trainer schwieg …",
    ),
    "ru": (
        "Умер А. С. Волков, ему было 70.|Он жил на ул. Мира.",
        "Мост открыли в 2019 г.|Он стоил 4 млрд руб.",
        "Совет собрался в г. Заречье.|Решение приняли сразу.",
        "Купили парты, доски и т. д.|Денег хватило.",
        "Это, т. е. новый мост, займёт 3,5 км.|Старый снесут.",
        "«Мы откроем школу!» — сказал он.|Люди ждали.",
        "«Когда?»|Ответа не было.",
        "В театре им. Чехова играли до 23 ч. и дольше.|Зал был полон.",
        "Он помог им.|После этого все ушли.",
        "По данным ст. 12 закона, штраф вырос до 5 тыс. рублей.|Платить будут не все.",
        "Храм св. Николая закрыт.|Почему?|Не говорят.",
        "Они ждали…|Дверь не открылась.",
    ),
    "uk": (
        "Ціна — 5 тис. грн за тонну.|Торік було 4.",
        "Міст відкрили у 2019 р.|Він коштував 4 млрд грн.",
        "Рада зібралася в м. Заріччя.|Рішення ухвалили одразу.",
        "Школа на вул. Шевченка працює.|Учнів 120.",
        "Купили парти, дошки та ін.|Грошей вистачило.",
        "Це, т. зв. новий міст, займе 3,5 км.|Старий знесуть.",
        "«Ми відкриємо школу!» — сказав він.|Люди чекали.",
        "І. П. Коваль прийшов о 9.30.|Його не пустили.",
        "Чому?|Відповіді не було.",
        "За ст. 12 закону штраф зріс.|Платитимуть не всі.",
    ),
    "ar": (
        "وصل الوفد أمس.|ماذا بعد؟|لا أحد يعلم.",
        "قال د. حداد إن الجسر افتُتح.|وحضر الوزير.",
        "بلغت الكلفة 3.5 ملايين دولار.|ودُفع نصفها.",
        "«سنفتح المدرسة!»|هكذا قال المدير.",
        "افتُتح الجسر عام 2019 م.|وكلّف أربعة ملايين.",
        "كان يوما طويلا.. لم يتوقف العمل.|ثم عاد الجميع.",
        "غادر القطار؛ وبقي الركاب.|ولم يصل غيره.",
        "هل ينجح الاتفاق؟!|الجواب غدا.",
        "قال أ. ب. حداد كلمته.|وصفق الحضور.",
    ),
    "es": ("El Sr. Paz llegó a EE.UU. ayer.|¿Volverá?|Nadie lo sabe.", "«No», dijo la Dra. Gil.|Y se fue."),
    "it": ("Il dott. Riva è arrivato.|Il prof. Neri no.", "«Chi paga?»|Nessuno risponde."),
    "pl": ("Most otwarto w 2019 r.|Kosztował 4 mln zł.", "Dr Nowak mieszka przy ul. Długiej.|Śpi."),
    "pt": ("O Sr. Lima chegou às 9h.|A Dra. Reis não veio.", "“Quem paga?”|Ninguém sabe."),
    "tr": ("Prof. Dr. Kaya geldi.|Öğrenciler bekledi.", "Okullar, yurtlar vb. kapalı.|İstanbul’da hava soğuk."),
    "fa": ("مدرسه باز شد.|چه کسی آمد؟|هیچ‌کس.", "او گفت: «می‌آییم.»|و رفت."),
    "ur": ("پل کھل گیا۔|لوگ خوش ہیں۔", "کب؟|کل۔"),
    "hi": ("पुल खुल गया।|लोग खुश हैं।",),
    "zh": ("列车开通。|票价三元。|“谁付钱？”|没人知道。",),
    "ja": ("橋が開通した。|「便利です。」|市長は喜んだ。",),
    "el": ("Ο κ. Παππάς ήρθε.|Μίλησε για 3 ώρες.",),
    "th": ("เมื่อวันที่ 1 พ.ย. โรงเรียนเปิด",),
}
_CASES = [(language, text) for language, texts in _TEXTS.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _CASES, ids=[f"{one}-{at}" for at, (one, _) in enumerate(_CASES)])
def test_a_text_falls_into_its_sentences(language: str, text: str) -> None:
    """A full stop ends none after a shortened word, an initial, an ordinal, or before a small letter."""
    blank = "" if language in {"zh", "ja"} else " "
    assert text.split("|") == sentences(text.replace("|", blank), language)


def test_a_word_that_another_language_shortens_ends_a_sentence() -> None:
    """English "art." is no French "art. 12"."""
    assert len(sentences("They call it art. Nobody bought it.", "en")) == 2


def test_without_a_language_titles_are_known() -> None:
    """Most write "Dr."."""
    assert sentences("Dr. Ott came. He stayed.") == ["Dr. Ott came.", "He stayed."]


@given(st.text(max_size=300), st.sampled_from(["", *_TEXTS]))
def test_nothing_is_lost(text: str, language: str) -> None:
    """The sentences are the text, but for the blanks between them."""
    assert "".join("".join(sentences(text, language)).split()) == "".join(text.split())


def test_a_blank_that_a_page_lost_is_no_matter() -> None:
    """Where two paragraphs ran together; addresses and names of companies stay whole."""
    assert sentences("Schools reopen.Pupils cheer.", "en") == ["Schools reopen.", "Pupils cheer."]
    assert sentences("Les écoles rouvrent.« Enfin ! »", "fr") == ["Les écoles rouvrent.", "« Enfin ! »"]
    assert len(sentences("Write to news.example.org or J.R.Smith at Paper.NET today.", "en")) == 1
