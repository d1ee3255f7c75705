"""Norwegian safety words, bokmål and nynorsk."""

from types import MappingProxyType
from typing import Final

GROUPS: Final = MappingProxyType(
    {
        # Får ikke puste: akutt, uansett hva det ble spurt om.
        "breathing": (
            "sliter|slit|strever|kjemper puste|pusten|pust|luft|pusta",
            (
                "ikke|ikkje|ikk|itj|itte|ikkj|kke|itj|vanskelig*|vanskeleg*|vansker|tungt|tung|besvær*|problem*|"
                "knapt|kan"
                "|klarer puste|pust|pusten|pusta|luft|ånde|anda"
            ),
            "får|fekk|fikk|klarer|klarar|greier|kan ikke|ikkje|ikk|itj|itte|itj|knapt puste|pust|luft|pusta|pusten",
            "puster|pustar ikke|ikkje|ikk|itj|itte|tungt|dårlig*|dårleg*",
            "pusten borte|tung|stopp*",
            "tungpust*",
            "pustevansk*",
            "pusteproblem*",
            "pustebesvær*",
            "åndenød",
            "andnød",
            "andpusten hvile|ro",
            "kveles",
            "kvelt",
            "kvelast",
            "blå lepper|leppene",
            "lepper|leppene blå",
            "gisper|hiver etter luft|pusten",
            "mangler luft|pust",
        ),
        # Hjerteinfarkt inntil noe annet er vist.
        "chest": (
            "brystsmerte*",
            (
                "smerte*|vondt|trykk|trykker|press|stramme*|stikk|stikker|klemme*|ilt|tyngde|verk bryst"
                "|brystet|brystkasse*|hjerte|hjertet"
            ),
            "bryst|brystet|brystkasse* vondt|smerte*|trykker|trykk|strammer|press|klemmer|verker|ilt",
            "hjerteinfarkt",
            "hjarteinfarkt",
            "hjertestans",
            "hjerteanfall",
            "hjarteanfall",
            "blodpropp",
            "infarkt",
        ),
        # Ønske om å dø, plan eller handling.
        "suicide": (
            "vil|ønsker|ville|skal alt|alt +sammen|heile slutt|slutter|slutte|ende",
            "hater|hatar livet|liv",
            "orker|orkar|makter +det|dette +ikke|ikkje|ikk|itj|itte",
            (
                "vil|ville|ønsker|ønskjer|ønska|lyst|gjerne|bare|berre|heller|klar|kunne|måtte|skal|håper"
                "|tenker|tenkjer|tanker|få|skulle dø|do|døy|døe|død|døden|døyr"
            ),
            "selvmord*",
            "selmord*",
            "sjølvmord*",
            "sjølmord*",
            "suicid*",
            "ta|tar|tek livet|liv av|mitt|meg",
            "ta|tar|tek mitt|eget|eige liv|liv",
            "drepe|drepa|dreper|drep|henge|henga|henger|skyte|drukne|forgifte meg|selv|sjølv",
            "drepe|drepa|drep meg",
            "gjøre|gjør|gjere slutt|ende på|alt|livet|det",
            "avslutte|ende|slutte livet|liv|alt|alt sammen",
            (
                "ikke|ikkje|ikk|itj|itte|ingen|itj vil|orker|orkar|ønsker|ønskjer|lyst|gidder|meining|mening|"
                "grunn leve|leva|livet|live"
            ),
            "vil|orker|orkar|ønsker|ønskjer|gidder|makter|klarer|lyst ikke|ikkje|ikk|itj|itte|itj leve|leva|livet",
            "vil|gidder|klarer|kan +ikke|ikkje|ikk|itj|itte|itj +mer|meir|meire|lenger|lengre|lenger",
            "ikke|ikkje|ikk|itj|itte leve|leva mer|meir|meire|lenger|lengre|lenger|lengre|videre",
            "orker|orkar|makter ikke|ikkje|ikk|itj|itte mer|meir|meire|lenger|lengre|livet|leve|leva",
            "kan ikke|ikkje|ikk|itj|itte mer|meir|meire|lenger|lengre",
            "livet|liv ikke|ikkje|ikk|itj|itte|ingen verdt|meining*|mening*|meningsløst",
            "meningsløst leve|leva",
            "lei|trøtt|trett livet|leve|leva|liv|av",
            "skade|skada|skader|skjære|skjera|skjære|skjærer|kutte|kutta|kutter meg|selv|sjølv",
            "selvskad*",
            "sjølvskad*",
            "bedre|betre uten|utan meg",
            "bedre|betre jeg|eg død|daud|var|ikke",
            "skulle|ønsker|ønskjer jeg|eg|var død|daud|aldri født",
            "ikke|ikkje|ikk|itj|itte våkne|vakne|vakna|vakne opp|mer|meir|meire|lenger|lengre|igjen",
            "ikke|ikkje|ikk|itj|itte være|vere her|til mer|meir|meire|lenger|lengre|lenger",
            "hoppe ut|fra|frå|foran bru*|bro*|tog*|vindu*|balkong*",
            "farvel for alltid",
            "daue|daud vil|ønsker",
            "vil|ønsker daue",
        ),
        # For mye medisin, med vilje eller ikke.
        "overdose": (
            "overdose*",
            (
                "tatt|tok|teke|spist|svelget|svelgja for mange|mye|mykje piller|tabletter|tablettar|medisin*"
                "|morfin|paracet*|paracetamol|oxycodon*"
            ),
            ("tatt|tok|teke|svelget alle|hele|heile piller|pillene|tabletter|tablettar|medisin*|glass*|pakka|eske*"),
            "forgift*",
            "mange piller|tabletter gang*",
        ),
        # Slag: ansikt, arm, språk.
        "stroke": (
            "munn|munnen|ansikt*|andlet*|munnvik* henger|heng|skjev*|lam|lammet|nummen|lamma",
            "henger|heng munn*|ansikt*|munnvik*",
            "skjevt ansikt",
            "kan|klarer|får ikke|ikkje|ikk|itj|itte bevege|røre|løfte|kjenne arm*|bein*|ben*|hånd*|hand*|fot*|side*",
            "lammet",
            "lamma",
            "lammelse*",
            "lam arm*|bein*|ben*|side*",
            "arm|armen|bein|beinet|side* plutselig|brått lam*|nummen|kraftløs",
            "snøvl*",
            "utydelig* tale",
            "tale|talen utydelig|snøvl*",
            "kan|klarer ikke|ikkje|ikk|itj|itte snakke|prate ordentlig|skikkelig|ord*",
            "hjerneslag",
            "slag fått|har|tror",
            "fått|har|tror slag",
            "hjerneblødning",
            "drypp fått|har",
            "verste|verst hodepine*|hovudverk*",
            "plutselig* hodepine|blind*|kraftig",
        ),
        # Blødning som ikke stanser, eller innenfra.
        "bleeding": (
            "blodet|blødningen|blødninga stopper|stoppar|stanser|vil ikke|ikkje|ikk",
            "blør|bløder|blør kraftig|mye|mykje|voldsomt|fortsatt|overalt",
            "blødning* stopper|stansar|stanser|kraftig|stopp* ikke|ikkje|ikk|itj|itte|voldsom",
            "blør|blør stopper|stansar|stanser|sluttar|slutter ikke|ikkje|ikk|itj|itte",
            "blør ikke|vil|uten stoppe|stoppa|stopper|stanser",
            "får|kan|klarer ikke|ikkje|ikk|itj|itte stoppe|stoppa|stanse|stansa blødning*|bløing*|blodet",
            "kraftig|voldsom|stor blødning|bløding",
            "kaster|kastet|kastar|hoster|hostar|spyr|brekker|spytter blod",
            "blod oppkast|avføring*|spy|oppspytt|hoste",
            "blodig oppkast*",
            "svart|blodig avføring*",
            "mister|mistet|tapt mye|mykje|masse blod",
        ),
        # Besvimelse, kramper, våkner ikke.
        "unconscious": (
            "besvim*",
            "bevisstløs*",
            "medvitslaus*",
            "falt om",
            "faller om",
            "datt om",
            "kollaps*",
            "kramper",
            "krampeanfall",
            "svimte av",
            "svima av",
            "svimer av",
            "svartnet for",
            "ikke|ikkje|ikk|itj|itte vekke|våkner|vaknar|kontakt",
            "mistet bevisst*",
            "mister bevisst*",
        ),
        # Nervene nederst i ryggmargen (cauda equina): timer avgjør førlighet og blære.
        "cauda-equina": (
            "ikke|ikkje|ikk|itj|itte tisse|late|urinere|pisse|tissa",
            "ikke|ikkje|ikk|itj|itte late|få vannet|vatnet",
            "ikke|ikkje|ikk|itj|itte holde|halde|styre tisse*|urin*|vann*|avføring*|blære*|meg",
            "mistet|ingen|mista|mister kontroll* blære*|avføring*|vannlating*|tarm*|urin*",
            "inkontinen*",
            ("nummen|nummenhet|følelsesløs*|kjenslelaus* skritt*|underliv*|rumpe*|ridebukse*|endetarm*|kjønn*"),
            "skritt*|underliv*|rumpe* nummen|følelsesløs*|sover",
            "ridebukse*",
            "tisser|tissa|tisset buksa|meg",
            "bein|beina|bena svikter|gir|svikta|plutselig",
        ),
        # Allergisk sjokk.
        "allergy": (
            "hals*|tung*|leppe*|ansikt* hovner|hoven|hovent|hovnet|hevelse|snører|lukker|svulm*",
            "hoven|hovne|hovner|hevelse hals*|tunge*|leppe*|ansikt*",
            "anafyla*",
            "allergisk sjokk",
        ),
        # Vold: det ringes i fortrolighet, aldri skrevet om.
        "violence": (
            "han|hun|ho|mann|mannen|kone|kona|kjæreste*|sønn slår|slo|banker|voldtok|voldtar|truer meg",
            "blir slått|banket|truet|misbrukt",
            "voldtekt*",
            "voldtatt",
            "redd for min|ham|mannen mann*|kone*|kjæreste*",
        ),
    }
)
