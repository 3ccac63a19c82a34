"""Invented events that look alike and are two, and events that look different and are one. Hours are after noon."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One paper's account."""

    language: str
    title: str
    text: str
    hours: float = 0


FORMS = {  # what agencies write again and again, filled in with another place or another number
    "drones over two cities, en": (
        "en",
        "Drone attack on {} wounds five",
        "A drone attack on the city of {} wounded five people on Friday, the regional governor said.",
        ("Odesa", "Kharkiv"),
    ),
    "drones over two cities, uk": (
        "uk",
        "Росіяни атакували дронами {}: п'ятеро поранених",
        "Вночі російські війська атакували {} дронами, поранено п'ятьох людей, повідомив голова ОВА.",
        ("Одесу", "Харків"),
    ),
    "two fires, fr": (
        "fr",
        "Un incendie fait quatre morts à {}",
        "Un incendie dans un immeuble de {} a fait quatre morts dans la nuit de jeudi à vendredi, selon les pompiers.",
        ("Lyon", "Lille"),
    ),
    "two fires, de": (
        "de",
        "Zwei Tote bei Brand in {}",
        "Bei einem Brand in einem Wohnhaus in {} sind zwei Menschen gestorben, teilte die Feuerwehr am Freitag mit.",
        ("Hamburg", "Leipzig"),
    ),
    "two officials": (
        "en",
        "FSB detains official in {} over bribe",
        "Russia's FSB security service detained a deputy governor in {} on suspicion of taking a bribe.",
        ("Kursk", "Kazan"),
    ),
    "two quakes": (
        "en",
        "Quake shakes homes near {}",
        "An earthquake of magnitude 5.1 struck near the Turkish city of {} on Friday, the disaster agency said.",
        ("Izmir", "Van"),
    ),
    "two strikes": (
        "en",
        "Israeli strike kills three in {}",
        "An Israeli air strike killed three people near {}, Syrian state media said.",
        ("Aleppo", "Latakia"),
    ),
}
TWO_EVENTS = {
    "two protests in one country, in two languages": (
        Told(
            "en",
            "Teachers march in Bolivian capital over pay",
            "Thousands of teachers marched through La Paz, Bolivia, on Thursday to demand higher pay. Police kept them "
            "from the ministry of education.",
        ),
        Told(
            "ru",
            "В Боливии шахтёры вышли на протест против налога на руду",
            "Сотни шахтёров вышли в четверг на протест в боливийском городе Потоси: они требуют отменить новый налог "
            "на вывоз руды.",
            3,
        ),
    ),
    "two protests in one country, in languages that are near": (
        Told(
            "es",
            "Protesta de médicos en Perú por falta de medicinas",
            "Cientos de médicos protestaron el jueves en Lima, Perú, por la falta de medicinas en los hospitales "
            "públicos.",
        ),
        Told(
            "it",
            "Perù, protesta dei pescatori contro la marea nera",
            "Centinaia di pescatori hanno protestato giovedì a Callao, in Perù, contro la compagnia petrolifera che ha "
            "inquinato la baia.",
            1,
        ),
    ),
    "two products of one maker": (
        Told(
            "en",
            "Nokari adds satellite calls to its Orbit phones",
            "Nokari said on Thursday that an update lets owners of its Orbit phones call by satellite where there is "
            "no network.",
        ),
        Told(
            "en",
            "Nokari recalls batteries of its Lumo phones",
            "Nokari said on Thursday that it would replace the batteries of two million Lumo phones that may overheat.",
            2,
        ),
    ),
    "two products of one maker, in two languages": (
        Told(
            "en",
            "Nokari phones get slow-motion selfies in new update",
            "An update brings slow-motion video to the front camera of the Nokari Orbit 10, users said on Thursday.",
        ),
        Told(
            "it",
            "Nokari unisce il suo cloud a quello di Skybox",
            "Nokari ha annunciato giovedì che le foto dei telefoni Orbit saranno salvate sul cloud di Skybox.",
            2,
        ),
    ),
    "strikes on one city on two days": (
        Told(
            "en",
            "Missile strike on Kharkiv kills three",
            "Three people were killed on Wednesday when a Russian missile hit a bakery in the Saltivka district of "
            "Kharkiv, governor Danylo Koval said. Rescuers searched the ruins until the evening.",
            -20,
        ),
        Told(
            "en",
            "Missile strike on Kharkiv wounds eleven",
            "Eleven people were wounded on Thursday when a Russian missile fell on a tram depot in the Nemyshlian "
            "district of Kharkiv, mayor Ivan Reva said. A second rocket was shot down over the river.",
            6,
        ),
    ),
    "two kinds of attack on one city": (
        Told(
            "en",
            "Drones set fuel depot in Kherson on fire",
            "Russian drones set a fuel depot in Kherson on fire in the night to Thursday, the port said. Nobody was "
            "hurt.",
        ),
        Told(
            "en",
            "Shelling of Kherson market kills two",
            "Two women were killed on Thursday when Russian artillery shelled a market in Kherson, police said.",
            3,
        ),
    ),
    "strikes on two cities": (
        Told(
            "ru",
            "Три человека погибли при ударе по Сумам",
            "Три человека погибли в четверг при ракетном ударе по жилому дому в Сумах, сообщил мэр Олег Дяченко.",
        ),
        Told(
            "ru",
            "Четыре человека погибли при ударе по Полтаве",
            "Четыре человека погибли в четверг при ракетном ударе по складу в Полтаве, сообщил мэр Игорь Лысенко.",
            2,
        ),
    ),
    "two meetings of the same leaders": (
        Told(
            "en",
            "Erdogan and Putin meet in Sochi on grain corridor",
            "Turkish President Erdogan and Russian President Putin agreed in Sochi on Tuesday to keep the grain "
            "corridor through the Black Sea open until spring.",
            -40,
        ),
        Told(
            "en",
            "Erdogan and Putin open gas pipeline in Istanbul",
            "Turkish President Erdogan and Russian President Putin opened a gas pipeline with a ceremony in "
            "Istanbul on Thursday and spoke of a second reactor.",
        ),
    ),
    "two meetings of one minister, in two languages": (
        Told(
            "fr",
            "Le ministre syrien des Affaires étrangères reçu à Berlin",
            "Le ministre syrien des Affaires étrangères, Nabil Sabbagh, a été reçu jeudi à Berlin pour parler du "
            "retour des réfugiés.",
        ),
        Told(
            "ar",
            "وزير الخارجية السوري يلتقي نظيره المصري في القاهرة",
            "التقى وزير الخارجية السوري نبيل صباغ الأربعاء في القاهرة نظيره المصري لبحث إعادة فتح معبر تجاري.",
            -20,
        ),
    ),
    "verdicts of one court": (
        Told(
            "de",
            "Moskauer Gericht verurteilt Journalistin zu acht Jahren Haft",
            "Ein Gericht in Moskau hat die Journalistin Wera Sokolowa am Donnerstag zu acht Jahren Haft verurteilt, "
            "weil sie über den Krieg berichtet hatte.",
        ),
        Told(
            "de",
            "Moskauer Gericht verurteilt früheren Gouverneur zu zwölf Jahren Haft",
            "Ein Gericht in Moskau hat den früheren Gouverneur Pawel Gromow am Donnerstag wegen Bestechung zu zwölf "
            "Jahren Haft verurteilt.",
            2,
        ),
    ),
    "quarterly figures of two companies": (
        Told(
            "en",
            "Northgas profit falls 18 percent in third quarter",
            "Northgas said profit fell 18 percent to $370 million.",
        ),
        Told(
            "en",
            "Lakeoil profit falls 12 percent in third quarter",
            "Lakeoil said profit fell 12 percent to $840 million.",
        ),
    ),
    "road accidents in two regions": (
        Told(
            "uk",
            "На Львівщині у ДТП загинули двоє людей",
            "На Львівщині вантажівка зіткнулася з легковиком, двоє людей загинули, повідомила поліція.",
        ),
        Told(
            "ru",
            "В Одесской области в ДТП погибли трое",
            "В Одесской области автобус столкнулся с легковушкой, три человека погибли, сообщила полиция.",
        ),
    ),
    "the same series on two days": (
        Told(
            "en",
            "Morning briefing: what you need to know on Wednesday",
            "Rates, rain and a rail strike: our digest of the day.",
            -20,
        ),
        Told(
            "en",
            "Morning briefing: what you need to know on Thursday",
            "Elections, snow and a bank merger: our digest of the day.",
            4,
        ),
    ),
    "aid for one army from two states": (
        Told(
            "ar",
            "البرتغال تؤجل دفع 7 ملايين يورو مخصصة لزوارق الجيش المالطي",
            "أعلنت لشبونة تأجيل دفع 7 ملايين يورو كانت مخصصة لشراء زوارق للجيش المالطي حتى نهاية الصيف.",
        ),
        Told(
            "en",
            "Iceland gives Malta's army 3 million euros for radar posts",
            "Iceland will pay Malta's army 3 million euros for two radar posts on the north coast, its minister said.",
        ),
    ),
}

ONE_EVENT = {
    "a bridge, in six more languages": (
        Told(
            "pl",
            "Syria: most w Dajr az-Zaur otwarty po trzynastu latach",
            "Syryjski minister transportu Karim Haddad otworzył w czwartek zniszczony w czasie wojny most wiszący w "
            "Dajr az-Zaur. Prace kosztowały 45 milionów dolarów.",
        ),
        Told(
            "tr",
            "Suriye'de Deyr ez-Zor köprüsü 13 yıl sonra yeniden açıldı",
            "Suriye Ulaştırma Bakanı Kerim Haddad, savaşta yıkılan Deyr ez-Zor asma köprüsünü perşembe günü açtı. "
            "İnşaat 45 milyon dolara mal oldu.",
        ),
        Told(
            "fa",
            "بازگشایی پل دیرالزور در سوریه پس از ۱۳ سال",
            "کریم حداد وزیر حمل و نقل سوریه روز پنجشنبه پل معلق دیرالزور را که در جنگ ویران شده بود افتتاح کرد. "
            "هزینه ساخت این پل ۴۵ میلیون دلار بود.",
        ),
        Told(
            "it",
            "Siria, riapre dopo tredici anni il ponte di Deir ez-Zor",
            "Il ministro siriano dei Trasporti Karim Haddad ha inaugurato giovedì il ponte sospeso di Deir ez-Zor, "
            "distrutto in guerra. I lavori sono costati 45 milioni di dollari.",
        ),
        Told(
            "es",
            "Siria reabre el puente de Deir ez Zor tras trece años",
            "El ministro sirio de Transporte, Karim Haddad, inauguró el jueves el puente colgante de Deir ez Zor, "
            "destruido en la guerra. La obra costó 45 millones de dólares.",
        ),
        Told(
            "pt",
            "Síria reabre ponte de Deir ez-Zor após treze anos",
            "O ministro sírio dos Transportes, Karim Haddad, inaugurou na quinta-feira a ponte suspensa de Deir "
            "ez-Zor, destruída na guerra. A obra custou 45 milhões de dólares.",
        ),
    ),
    "a verdict, with other headlines": (
        Told(
            "en",
            "Moscow court jails reporter Vera Sokolova for eight years",
            "A Moscow court on Thursday sentenced the reporter Vera Sokolova to eight years in prison over her "
            "articles about the war in Ukraine.",
        ),
        Told(
            "de",
            "Acht Jahre Haft für Journalistin Wera Sokolowa in Moskau",
            "Ein Moskauer Gericht hat die Journalistin Wera Sokolowa am Donnerstag wegen ihrer Artikel über den "
            "Krieg in der Ukraine zu acht Jahren Gefängnis verurteilt.",
        ),
        Told(
            "ru",
            "Суд в Москве приговорил журналистку Веру Соколову к восьми годам",
            "Московский суд в четверг приговорил журналистку Веру Соколову к восьми годам тюрьмы за статьи о войне "
            "в Украине.",
        ),
        Told(
            "uk",
            "Суд у Москві засудив журналістку Віру Соколову до восьми років",
            "Московський суд у четвер засудив журналістку Віру Соколову до восьми років в'язниці за статті про "
            "війну в Україні.",
        ),
        Told(
            "pl",
            "Moskwa: osiem lat więzienia dla dziennikarki Wiery Sokołowej",
            "Moskiewski sąd skazał w czwartek dziennikarkę Wierę Sokołową na osiem lat więzienia za artykuły o "
            "wojnie na Ukrainie.",
        ),
        Told(
            "fr",
            "Russie : la journaliste Vera Sokolova condamnée à huit ans de prison",
            "Un tribunal de Moscou a condamné jeudi la journaliste Vera Sokolova à huit ans de prison pour ses "
            "articles sur la guerre en Ukraine.",
        ),
    ),
}
