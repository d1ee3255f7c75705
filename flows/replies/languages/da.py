"""Danish. `den anden` is both the second and the other one, so it is neither."""

from types import MappingProxyType
from typing import Final

from flows.replies.vocabulary import Vocabulary

VOCABULARY: Final = Vocabulary(
    num2words="da",
    locale="da",
    numbers=MappingProxyType(
        {
            "nulle": 0,
            "ener": 1,
            "etter": 1,
            "ettal": 1,
            "toer": 2,
            "total": 2,
            "treer": 3,
            "tretal": 3,
            "firer": 4,
            "firtal": 4,
            "femmer": 5,
            "femtal": 5,
            "sekser": 6,
            "sekstal": 6,
            "syver": 7,
            "syvtal": 7,
            "otter": 8,
            "ottetal": 8,
            "nier": 9,
            "nital": 9,
            "tier": 10,
            "tital": 10,
            "tredve": 30,
            "fyrre": 40,
            "fyrretyve": 40,
            "halvtredsindstyve": 50,
            "tres": 60,
            "tresindstyve": 60,
            "halvfjerdsindstyve": 70,
            "firs": 80,
            "firsindstyve": 80,
            "halvfemsindstyve": 90,
            "halvtres": 50,
            "halvfjers": 70,
            "halvtredds": 50,
        }
    ),
    articles="en|et|én|ét",
    tens_first=False,
    units_first="og",
    hundred="hundrede|hundred",
    thousand="tusind|tusinde",
    joint="og",
    point="komma|punkt|punktum",
    halves=MappingProxyType(
        {
            "og en halv": 0.5,
            "en halv": 0.5,
            "og et halvt": 0.5,
            "et halvt": 0.5,
            "halv": 0.5,
            "halvt": 0.5,
            "og en kvart": 0.25,
            "en kvart": 0.25,
        }
    ),
    one_and_a_half="halvanden|halvandet|halvanden time",
    decimal_comma=True,
    month_may_lead=False,
    year_may_lead=False,
    neighbours="en|nb|sv",
    suffixes="er|eren|tal|tallet|ern",
    fillers=(
        "numrene|svarene|sådan cirka|sådan ca|sådan|sådan omkring|jeg ligger på|ligger jeg på|smerteniveau|"
        "smerteniveauet|tænker jeg|jeg tænker|kun|temperatur|temperaturen|temp|min temperatur|"
        "min temp|nok sige|vil nok sige|jeg vil nok sige|som sidst|"
        "under armen|i øret|i numsen|i endetarmen|i munden|ca|cirka|omkring|omtrent|vel|nok|jeg vil "
        "sige|vil jeg sige|jeg ville sige|vil sige|jeg siger"
        "|siger|jeg tror|tror jeg|jeg synes|synes jeg|jeg mener|jeg føler|det er|det|er|den er|den"
        "|der er|er det|lige nu|nu|i dag|idag"
        "|i øjeblikket|for tiden|stadig|stadigvæk|igen|mit|min|mine|svar|svaret|svaret er|mit svar"
        "|mit svar er|tal|tallet|nummer|nr|niveau|niveauet|score|scoren|smerte|smerter|smerten"
        "|smerterne|min smerte|mine smerter|ligger på|på|ligger|så"
        "|altså|øh|øhm|hm|hmm|nå|nåh|jamen|jeg har|jeg er|jeg giver|giver|jeg vælger|vælger|mulighed"
        "|valg|valgmulighed|point|pæn|god|som sædvanlig|samme som før|bare|til|jo|ja|af"
    ),
    hedges=(
        "ikke så slemt|ikke så galt|ikke slemt|ikke så godt|ikke godt|ikke dårligt|var|det var|"
        "sidst|måske|muligvis|kan være|usikker|næsten|knap|knapt|vistnok"
    ),
    scale="på en skala|på skalaen|skala|skalaen",
    of="ud af|af|udaf|ud fra",
    ranges="eller|mellem|imellem|fra|til|enten|op til",
    corrections=(
        "undskyld|nej|jeg mener|mener|mente|jeg mente|snarere|hov|ups|rettelse|faktisk|vent|skulle"
        " være|beklager|nej vent|i stedet|ret til|skal være|sorry|tastefejl"
    ),
    negations="ikke|ikke en|ikke et|er ikke|aldrig|uden|undtagen|bortset fra|hverken|ej",
    but="men|snarere|derimod",
    conjunctions="og|samt|plus|også|både|med",
    comparators=(
        "million|millioner|milliard|"
        "maksimalt|allerhøjst|op til|minus|mere end|mindre end|over|under|mindst|højst|værre end|bedre "
        "end|mere|mindre|end|minimum"
        "|maksimum|max|maks|eller mere|højere|lavere|gange"
    ),
    nothing=(
        "har ingen smerter|har slet ingen smerter|jeg har slet ingen smerter|har ikke smerter|jeg har "
        "ikke smerter|ingen smerter overhovedet|smertefrit|ikke smerter|har ikke ondt|jeg har ikke ondt|"
        "ingen smerter|ingen smerte|ingen|ingenting|slet ingen|slet ingen smerter|ikke noget"
        "|smertefri|ingen ondt|ingen gener|ingen problemer|ingen symptomer|slet ikke ondt|ikke ondt"
        "|jeg har ingen smerter|intet|overhovedet ingen"
    ),
    units=MappingProxyType(
        {
            "points": "point",
            "percent": "procent|pct|pro cent",
            "degrees": "grader|grad|c|celsius|grader celsius",
            "hours": "time|timer|t|h",
            "days": "dag|dage",
            "steps": "skridt",
            "weight": "kg|kilo|kilogram",
            "length": "cm|centimeter",
            "other": (
                "minut|minutter|min|uge|uger|måned|måneder|år|meter|m|km|piller|pille|tabletter|mg|ml|f|fahrenheit|pund"
            ),
        }
    ),
    yes=(
        "jatak|ja desværre|ja faktisk|ja|j|jo|jo da|javist|jep|jeps|jup|jaja|jada|joda|jow|jaa|ja tak|ja da|"
        "ja det har jeg|ja det"
        " er jeg|ja det"
        " gør jeg|ja det er det|ja det gør det|ja det gør de|det har jeg|det er jeg|det gør jeg|det"
        " gør det|det er det|selvfølgelig|naturligvis|bestemt|absolut|helt sikkert|det er rigtigt"
        "|rigtigt|korrekt|ja selvfølgelig|ja bestemt|jotak|jo tak|javel|y|yes|👍"
    ),
    no=(
        "nej heldigvis|nej gudskelov|nej heldigvis ikke|nej overhovedet ikke|nej ikke rigtigt|"
        "nej|n|næ|næh|nææ|niks|nix|nope|nej tak|nejtak|nej da|nej desværre|nej slet ikke|nej ikke"
        " rigtig|nej det har jeg ikke|nej det er jeg ikke|nej det gør jeg ikke|nej det gør det ikke"
        "|nej det er det ikke|det har jeg ikke|det er jeg ikke|det gør jeg ikke|det gør det ikke"
        "|bestemt ikke|absolut ikke|nej aldrig|nop|no|👎"
    ),
    conditions="hvis|såfremt|måske|kommer an på|afhænger|så længe|medmindre",
    surely=(
        "klart|sikkert|jeg tror det|det tror jeg|tror det|mon ikke|mhm|aha|ja det tror jeg|for det"
        " meste|ja lidt|lidt|det mener jeg"
    ),
    hardly=(
        "slet ikke|ikke rigtig|ikke rigtigt|overhovedet ikke|aldrig|jeg tror ikke|tror ikke|det tror"
        " jeg ikke|tror jeg ikke|nej det tror jeg ikke|ikke endnu|næppe|ingen|ingenting|ikke noget"
    ),
    no_more=(
        "ikke flere|ingen flere|der er ikke flere|der er ingen flere|jeg har ikke flere"
        "|jeg har ingen flere|har ikke flere|ikke mere|ingen|ingen andre|ikke andre|ikke andet"
        "|intet andet|det var alt|det er alt|det var det|det var det hele|det er det hele|det var alle"
        "|det er alle|kun den|kun den ene|kun det|kun en|kun én|bare den|bare den ene|bare en|bare én"
        "|færdig|jeg er færdig"
    ),
    one_more=(
        "en til|én til|en mere|én mere|1 til|1 mere|to til|2 til|to mere|2 mere|tre til|3 til|flere|mere"
        "|der er flere|der er en til|der er en mere|jeg har en til|jeg har en mere|jeg har flere"
        "|der er mere"
    ),
    ordinals=MappingProxyType({}),
    ambiguous_ordinals="anden|andet|andre",
    last="sidste|den sidste|det sidste|nederste|den nederste",
    all_of_them="alle|alle sammen|allesammen|det hele|alt|begge|begge to|dem alle",
    none_of_them="ingen|ingen af dem|ingen af delene|intet|ingenting|nej",
    today=MappingProxyType(
        {
            "i dag": 0,
            "idag": 0,
            "i går": -1,
            "igår": -1,
            "i forgårs": -2,
            "iforgårs": -2,
            "forgårs": -2,
            "i morgen": 1,
            "imorgen": 1,
            "i overmorgen": 2,
        }
    ),
    roughly_today=MappingProxyType(
        {
            "i morges": 0,
            "her til morgen": 0,
            "her til aften": 0,
            "her til formiddag": 0,
            "imorges": 0,
            "i formiddags": 0,
            "i eftermiddags": 0,
            "i aften": 0,
            "i nat": -1,
            "inat": -1,
            "i aftes": -1,
            "i går aftes": -1,
            "i går morges": -1,
            "i går aften": -1,
            "lige nu": 0,
            "nu": 0,
            "tidligere i dag": 0,
        }
    ),
    ago="for # UNIT siden|# UNIT siden",
    day_words="dag|dage|døgn",
    week_words="uge|uger",
    month_words="måned|måneder|mdr",
    last_weekday="i|sidste|forrige",
    next_weekday="på|næste|kommende|på næste",
    months=MappingProxyType({"sept": 9, "juli måned": 7}),
    weekdays=MappingProxyType(
        {"mandags": 0, "tirsdags": 1, "onsdags": 2, "torsdags": 3, "fredags": 4, "lørdags": 5, "søndags": 6}
    ),
    clock="kl|klokken|klok|klokka|ved|tiden",
    half_past="",
    half_to="halv",
    half_to_is_sure=True,
    past="over|efter",
    to="i|før",
    quarter="kvart|et kvarter|kvarter",
    morning="om morgenen|morgen|am|om formiddagen|i morges|formiddag|om natten",
    evening="om aftenen|aften|pm|om eftermiddagen|eftermiddag|i aftes|i aften",
    hour_words="timer|h",
    minute_words="minut|minutter|min",
    quarter_hours="kvarter|kvarters",
    half_hours="halv time|halve time|halvtime",
    midnight="midnat|ved midnat",
    noon="klokken tolv middag|12 middag|kl 12 middag",
    commands=MappingProxyType(
        {
            "stop": (
                "stop med at skrive til mig|stop med at skrive|jeg ønsker ikke at deltage|jeg vil ikke deltage"
                "|stop alle|ikke skrive mere|skriv ikke til mig|skriv ikke til mig mere|lad være med at skrive"
                "|lad være med at skrive til mig|ikke skriv mere|stop alle beskeder|stop det her|stop med det"
                "|jeg vil ikke have flere sms'er|vil ikke have flere beskeder|vil ikke have flere sms"
                "|vil ikke have flere sms'er|jeg ønsker ikke flere beskeder|ønsker ikke flere beskeder"
                "|jeg ønsker ikke flere sms|hold op|hold nu op|stop ja tak|stop så|stop nu tak|fjern mig"
                "|send ikke mere|send ikke flere|jeg gider ikke mere af det her|frabeder mig|stop|stopp|stpo|sotp|stp"
                "|stop nu|stop det|stop tak|stop venligst|afmeld|afmeld mig|afmelding|afmeld sms|meld mig af"
                "|meld mig fra|meld fra|frameld|frameld mig|framelding|afbryd|afslut|slut|stop beskeder"
                "|stop med beskeder|stop sms|stop med sms|stop med at sende|stop med at sende beskeder"
                "|stop beskederne|ikke flere beskeder|ingen flere beskeder|ikke flere sms|ingen flere sms"
                "|ikke flere sms'er|jeg vil ikke have flere beskeder|jeg vil ikke have flere sms|jeg vil stoppe"
                "|jeg vil gerne stoppe|jeg ønsker at stoppe|jeg vil gerne afmeldes|jeg vil ikke være med"
                "|jeg vil ikke være med mere|lad mig være|lad mig være i fred|slet mig|skriv ikke mere"
                "|hold op med at skrive|afmed|afmled"
            ),
            "start": "start|start igen|tilmeld|tilmeld mig|begynd igen|genoptag|genstart",
            "help": "hjælp|hjælpe|info|jeg forstår det ikke|forstår det ikke|hvad|hva|forklar",
            "call": "ring|tal med nogen",
            "back": "tilbage|forrige|fortryd|back",
            "skip": "spring|over|næste|pas|skip",
            "dont-know": (
                "ved ikk|ved ik|ved ikke helt|jeg ved ikke helt|det ved jeg ikke rigtig|ved ikke rigtig"
                "|ikke en anelse|vedikke|ved ikke|ved det ikke|jeg ved ikke|jeg ved det ikke|ved jeg ikke"
                "|det ved jeg ikke|aner det ikke|aner ikke|ingen anelse|jeg aner det ikke|jeg har ingen anelse"
                "|ikke sikker|jeg er ikke sikker|usikker|er ikke sikker|husker ikke|jeg husker ikke|husker det ikke"
                "|jeg husker det ikke|kan ikke huske|kan ikke huske det|jeg kan ikke huske det|svært at sige"
                "|kan ikke sige|v ikke|vides ikke"
            ),
            "later": (
                "senere i dag|senere tak|i morgen|lige om lidt|jeg er på arbejde|er på arbejde|måske senere|til aften"
                "|senere|lidt senere|en anden gang|anden gang|har travlt|jeg har travlt|travlt|optaget|jeg er optaget"
                "|om lidt|udsæt"
            ),
            "wrong-person": (
                "han er død|hun er død|han er gået bort|hun er gået bort|han er afgået ved døden"
                "|hun er afgået ved døden|han døde|hun døde"
            ),
        }
    ),
    correct=(
        "ret spørgsmål nr|ret spørgsmål nummer|ændr nr|ændr nummer|ændre nr|"
        "ret|ret svar|ret spørgsmål|ret nr|ret nummer|ændr|ændre|ændr svar|ændre svar|ændr spørgsmål"
        "|korriger|ret i|rette|ændre spørgsmål"
    ),
    praise=(
        "super|fint|godt|dejligt|perfekt|fedt|kanon|skønt|herligt|dejlig|rart|det er|det var|helt|alt|så|jamen|nå|"
        "sygeplejerske|alle sammen|hav en god dag|ha en god dag|god dag|god weekend|god aften|fortsat god dag|ha "
        "det godt|hav det godt|vi ses|med dig|med jer|den er|og|du|meget|mange|igen"
    ),
    thanks_for="tak for|mange tak for|tusind tak for|tak skal i have for|tak skal du have for",
    sign_offs="mvh|hilsen|venlig hilsen|kh|med venlig hilsen|kærlig hilsen|hilsner|de bedste hilsner|vh",
    present="er",
    thanks=(
        "hav en god dag|ha en god dag|god dag|god weekend|vi ses|hav det godt|ha det godt|takker|okei|alt i orden|"
        "fortsat god dag|glædelig jul|god jul|godt nytår|jamen tak|mange tak skal du have|okay så|okidoki|det var "
        "så lidt|det er fint tak|"
        "ok|okay|okey|k|tak|mange tak|tusind tak|tak skal du have|tak for det|tak skal i have|ok tak"
        "|okay tak|selv tak|velbekomme|forstået|det er forstået|modtaget|det gør jeg|super tak|fint"
        " tak|i orden|det er i orden|helt i orden|klar|fortsæt|videre|hej|hejsa|hej hej|hallo|goddag"
        "|godmorgen|god morgen|godaften|god aften|godnat|farvel|dav|færdig|hilsen|mvh|👍|🙏"
    ),
    polite=(
        "tak|mange tak|venligst|vær venlig|hej|hejsa|hallo|goddag|godmorgen|god morgen|godaften|god"
        " aften|ok|okay|hilsen|mvh|venlig hilsen|med venlig hilsen|kh|kære|på forhånd tak|tusind tak"
        "|gerne|please|🙏"
    ),
    begin=(
        "go|start|klar|jeg er klar|begynd|kør|kør på|kom så|ok|okay|okey|k|gerne|ja gerne|fint"
        "|fortsæt|videre|ja|så kør|i gang|sæt i gang|værsgo"
    ),
    agree=(
        "enig|jeg er enig|samtykker|jeg samtykker|samtykke|accepterer|jeg accepterer|accept|godkend"
        "|godkender|jeg godkender|ja jeg samtykker|jeg giver samtykke|giver samtykke|go|ja jeg"
        " accepterer"
    ),
    disagree=(
        "uenig|jeg samtykker ikke|samtykker ikke|accepterer ikke|jeg accepterer ikke|afslår|jeg"
        " afslår|afvis|afviser|nej jeg samtykker ikke|jeg giver ikke samtykke|giver ikke samtykke"
        "|ikke enig|godkender ikke"
    ),
    short="kort|kort version|kort udgave|den korte|kortere|kort skema|korte",
    not_me=(
        r"(?:nej )?(?:det|dette|det her|jeg) er ikke|jeg hedder ikke|jeg kender ikke|jeg kender ingen(?: der "
        r"hedder)?|mit navn er ikke"
        r"|(?:her|der) (?:bor|er) (?:der )?ingen(?: der hedder)?|ingen der hedder"
    ),
    states=(
        "rask|syg|godt|god|dårlig|dårligt|bedre|værre|klar|glad|ked|træt|sikker|ok|okay|sjovt|rart|let|"
        "nemt|svært|sandt|rigtigt|forkert|slemt|normalt|alene|gravid|vågen|sulten|tørstig|svimmel|varm|"
        "kold|stærk|svag|bange|urolig|bekymret|tilfreds|øm|hævet|rød|muligt|vigtigt|hjemme|her|der|"
        "dansk|svensk|norsk|kristen|muslim|retfærdigt|nok|meget|særlig|færdig|interesseret|alvorligt|"
        "død|gift|pensioneret|frisk|vant|stabil|noget|ondt|smertefuldt|behageligt|fedt|fint|skønt|"
        "lækkert|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|kræft|covid|mig|dig|ham|hende|os|"
        "jer|min|mit|rart|helt|så|for"
    ),
    absences=(
        r"\b(på|holder|har|afholder) (sommer|jule|vinter|efterårs|påske|barsels)?(ferie|orlov|barsel|kursus|"
        r"tjenesterejse|rejse)\b"
        r".*\b(til|indtil|frem|tilbage|igen|fra|kontakt|svarer|vender|uge)\b",
        r"\b(på|er på) (sommer|jule|vinter|efterårs|påske|barsels)(ferie|orlov)[.! ]*$|\bpå (orlov|barsel)[.! ]*$",
        r"\b(væk|fraværende|bortrejst|ude af huset|ude at rejse|sygemeldt|ikke på arbejde|udenlands|fri) .*"
        r"\b(til|indtil|frem|tilbage|igen|før|kontakt|videre)\b|\bfraværende til\b",
        r"\bikke på kontoret\b|\bikke til ?stede[.! ]*$|\bfraværsbesked\b|\bjeg er (først )?tilbage (den|d\.|på|"
        r"igen|i uge|mandag"
        r"|tirsdag|onsdag|torsdag|fredag|\d)",
        r"\b(sidder|er) (i|til) (et )?møde\b.*\b(vender|ringer|svarer|skriver|tilbage|senere)\b",
        r"\btak for (din|deres|jeres|henvendelsen|mailen|e-?mail\w*) ?(besked|mail|e-?mail|sms|henvendelse|"
        r"opkald)?\b.{12,}",
        r"\bkunne ikke (leveres|afleveres|sendes)\b|\bikke (blevet )?leveret\b|\b(modtager|tager) ikke (imod "
        r")?(beskeder|sms\w*|svar)\b",
        r"\b(abonnenten|personen|nummeret|kunden)\b.*\b(ikke|kan ikke) .*\b(træffes|kontaktes|tilgængelig|besvares|"
        r"forbindelse)\b",
        r"\b(kan ikke besvares|kan ikke svares|svar på denne)\b|\bautomatisk (genereret|udsendt)\b|\bsendt fra min "
        r"bil\b",
        r"\bforstyr ikke\b|\bunder kørsel\b",
        r"^(undskyld[,.!]? )?(jeg )?kan ikke (tale|snakke)( lige)? nu[.! ]*$",
        r"\b(kan|må) jeg ringe (til )?dig (op )?(tilbage )?senere\b|\bjeg ringer (dig |til dig )?(op |tilbage )+",
        r"\bsvarer (når jeg er tilbage|efter (min )?ferie|så snart jeg er tilbage)",
    ),
    auto_replies=(
        r"\bk(ø|o|oe)rer bil\b(.*\b(svar|ring|senere|automatisk|besked)|( lige| nu)*[.! ]*$)",
        r"\b(jeg )?k(ø|o|oe)rer( lige)?( nu)?,? (og )?(svarer|ringer|skriver)\b",
        r"\bauto(svar|matisk svar|matisk besked|matisk afsendt)\b",
        r"\bsendt automatisk\b",
        r"\bjeg (er|holder) (på |p[aå] )?(ferie|i et m(ø|o|oe)de|til m(ø|o|oe)de|ikke på kontoret|optaget i)"
        r"\b.*\b(senere|tilbage|igen|svarer)",
        r"\bikke (til stede|på kontoret|tilstede)\b.*\b(tilbage|indtil|igen|kontakt)",
        r"\b(kan ikke|ikke) (tale|tage telefonen|svare) (lige )?nu\b.*\b(senere|tilbage)",
        r"\bringer (dig )?(op |tilbage )?senere\b",
        r"\bnummeret er ikke (længere )?i brug\b",
    ),
    ordinary=(
        "nja|tja|njo|jaeh|ny|nye|nu|ni|fin|fint|fine|fik|firma|men|mens|hen|fed|fest|fast|fet|ser|der"
        "|her|mer|mere|tit"
        "|titel|tid|tro|tror|træt|stor|stol|hård|sød|syg|syge|syd|sy|synes|syn|ofte|ondt|eller|elle"
        "|hej|dej|vej|lej|nej|leje|ned|med|jeg|dig|mig|sig|sek|set|sat|sex|seks-|hul|nul-|jul|fjer"
        "|dag|uge|god|godt|ikke|bedre|værre|være|lever|ellers|otte-|tøj|tør|test|tak|gal|ben|hjem|hun"
        "|han|hos|nær|når|nap|jul|jam|stod|shop|top|tre-"
    ),
    endings="en|et|ene|erne|er|e|n|s|ne|r",
    standard=MappingProxyType(
        {
            "ik": "ikke",
            "ikk": "ikke",
            "ikkr": "ikke",
            "ka": "kan",
            "ku": "kunne",
            "sku": "skulle",
            "ve": "ved",
            "a": "jeg",
            "æ": "jeg",
            "lig": "lige",
            "nåed": "noget",
            "nogt": "noget",
            "noed": "noget",
        }
    ),
)
