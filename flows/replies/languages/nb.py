"""Norwegian bokmål, with the nynorsk and dialect words that patients mix in."""

from types import MappingProxyType
from typing import Final

from flows.replies.vocabulary import Vocabulary

VOCABULARY: Final = Vocabulary(
    num2words="no",
    locale="nb",
    numbers=MappingProxyType(
        {
            "sju": 7,
            "sjau": 7,
            "tri": 3,
            "tvo": 2,
            "sjuar": 7,
            "åttar": 8,
            "femmar": 5,
            "firar": 4,
            "trear": 3,
            "åtta": 8,
            "nul": 0,
            "ener": 1,
            "toer": 2,
            "treer": 3,
            "firer": 4,
            "femmer": 5,
            "sekser": 6,
            "sjuer": 7,
            "syver": 7,
            "åtter": 8,
            "nier": 9,
            "tier": 10,
            "tyve": 20,
            "tredve": 30,
            "førr": 40,
            "førti": 40,
            "søtti": 70,
            "fjorten": 14,
            "søtten": 17,
            "sytten": 17,
        }
    ),
    articles="en|et|ett|ei|ein|eit|eitt|én|éin|éi",
    tens_first=True,
    units_first="og",
    hundred="hundre|hundra",
    thousand="tusen",
    joint="og",
    point="komma|punkt|punktum",
    halves=MappingProxyType(
        {
            "og en halv": 0.5,
            "en halv": 0.5,
            "og et halvt": 0.5,
            "et halvt": 0.5,
            "og ein halv": 0.5,
            "ein halv": 0.5,
            "og ei halv": 0.5,
            "og eit halvt": 0.5,
            "eit halvt": 0.5,
            "halv": 0.5,
            "halvt": 0.5,
            "og en kvart": 0.25,
            "en kvart": 0.25,
        }
    ),
    one_and_a_half="halvannen|halvanna|halvannan|halvanna time",
    decimal_comma=True,
    month_may_lead=False,
    year_may_lead=False,
    neighbours="en|da|sv",
    suffixes="er|eren|ern|tall|tallet|ar|arn",
    fillers=(
        "numrene|svarene|jeg ligger på|eg ligg på|ligger jeg på|smertenivå|smertenivået|tenker jeg|jeg tenker|"
        "eg tenkjer|tenkjer eg|kun|temperatur|temperaturen|temp|temperaturen min|som sist|"
        "jeg vil nok si|vil nok si|"
        "under armen|i øret|i rumpa|i endetarmen|i munnen|ca|cirka|omtrent|omkring|rundt|sånn|sånn ca|"
        "sånn cirka|sånn omtrent|sånn rundt|ein plass"
        " rundt|vel|nok|jeg vil si|vil jeg si|jeg ville sagt|vil si|eg vil seie|vil seie|eg vil sei"
        "|jeg sier|si|jeg tror|tror jeg|eg trur|trur eg|jeg synes|synes jeg|eg synest|jeg mener|eg"
        " meiner|jeg føler|eg føler"
        "|det er|det|er|den er|den|er det|akkurat nå|akkurat no|nå|no|i dag|idag|for tiden|for tida"
        "|for øyeblikket|fortsatt|framleis|fremdeles|mitt|min|mine|svar|svaret|svaret er|mitt"
        " svar|mitt svar er|tall|tallet|nummer|nr|nivå|nivået|score|skår|smerte|smerter|smerten"
        "|smertene|smerta|mine smerter"
        "|ligger på|ligg på|på|ligger|ligg|så|altså|eh|øh|hm|hmm|nja|jo|ja|jeg har|jeg er|eg har|eg"
        " er|jeg gir|eg gir|gir|jeg velger|eg vel|velger|alternativ|valg|poeng|god|sterk|som vanlig"
        "|som vanleg|samme som før|bare|berre|til|av"
    ),
    hedges=(
        "igjen|att|"
        "ikke så verst|ikkje så verst|ikke så ille|ikkje så ille|ikke verst|ikke bra|ikkje bra|ikke så "
        "bra|ikkje så bra|ikke så godt|var|det var|sist|kanskje|"
        "muligens|mulig|kanskje det|kan være|kan vere|usikker|nesten|knapt|truleg|vel kanskje"
    ),
    scale="på en skala|på ein skala|på skalaen|skala|skalaen",
    of="av|ut av|utav",
    ranges="eller|mellom|imellom|fra|frå|til|enten|anten|opp til|opptil",
    corrections=(
        "unnskyld|orsak|nei|jeg mener|eg meiner|mener|meiner|mente|jeg mente|eg meinte|heller|snarere"
        "|oi|oj|ops|retting|faktisk|vent|skulle være|skulle vere|beklager|nei vent|i stedet|i staden"
        "|rett til|skal være|skal vere|sorry|tastefeil|skrivefeil"
    ),
    negations=(
        "ikke|ikkje|ikke en|ikke et|ikkje ein|ikkje eit|er ikke|er ikkje|aldri|uten|utan|unntatt"
        "|bortsett fra|bortsett frå|verken|ei ikke|itj|itte"
    ),
    but="men|heller|snarere",
    conjunctions="og|samt|pluss|også|og så|både|med",
    comparators=(
        "million|millioner|milliard|"
        "høgst|høgast|opptil|maksimalt|toppen|minus|mer enn|meir enn|mindre enn|over|under|minst|høyst|"
        "maks|max|verre enn|bedre enn|betre"
        " enn"
        "|mer|meir|mindre|enn|minimum|maksimum|høyere|høgare|lavere|lågare|ganger|gonger"
    ),
    nothing=(
        "har ingen smerter|eg har inga smerter|eg har inga smerte|har inga smerter|jeg har ikke vondt|"
        "har ikke vondt|eg har ikkje vondt|har ikkje vondt|jeg har ikke smerter|ingen verk|ingen "
        "smerter|smertefritt|ikke smerter|ikkje smerter|"
        "ingen smerter|ingen smerte|ingen|ingenting|inga smerte|inga smerter|ingen vondt|ikke vondt"
        "|ikkje vondt"
        "|ikke noe|ikkje noko|ikke noe vondt|smertefri|ingen plager|ingen problemer|ingen symptomer"
        "|slett ingen|jeg har ingen smerter|eg har ingen smerter|ingen smerter i det hele tatt|null"
        " smerter|ikke smerter|ikkje smerter|inkje"
    ),
    units=MappingProxyType(
        {
            "points": "poeng",
            "percent": "prosent|pst",
            "degrees": "grader|grad|c|celsius|grader celsius",
            "hours": "time|timer|timar|t|h",
            "days": "dag|dager|dagar",
            "steps": "skritt|steg",
            "weight": "kg|kilo|kilogram",
            "length": "cm|centimeter",
            "other": (
                "minutt|minutter|minuttar|min|uke|uker|veke|veker|måned|måneder|månad|månader|år|meter|m|km"
                "|piller|pille|tabletter|mg|ml|f|fahrenheit|pund"
            ),
        }
    ),
    yes=(
        "jatakk|ja dessverre|ja faktisk|ja|j|jo|jo da|javisst|ja visst"
        "|jepp|jepps|japp|jupp|jaja|jada|joda|jaa|jau|ja takk|ja da|ja det har jeg|ja det er"
        " jeg|ja det gjør jeg|ja det er det|ja det gjør det|ja det har eg|ja det er eg|ja det gjer eg"
        "|det har jeg|det er jeg|det gjør jeg|det gjør det|det gjer det|det er det|det har eg|det"
        " gjer eg|selvfølgelig|sjølvsagt|selvsagt|selvfølgelig ja|naturligvis|absolutt|helt klart"
        "|helt sikkert|stemmer|det stemmer|riktig|det er riktig|korrekt|ja selvfølgelig|ja absolutt"
        "|jo takk|y|yes|👍"
    ),
    no=(
        "nei heldigvis|nei gudskjelov|nei heldigvis ikke|nei overhodet ikke|nei ikke i det hele tatt|"
        "nei|n|næ|neida|nei da|niks|nix|nope|nehei|nei takk|neitakk|nei dessverre|nei slett ikke|nei"
        " ikke egentlig|nei ikkje eigentleg|nei det har jeg ikke|nei det er jeg ikke|nei det gjør jeg"
        " ikke|nei det gjør det ikke|nei det er det ikke|nei det har eg ikkje|nei det gjer eg ikkje"
        "|nei det gjer det ikkje|det har jeg ikke|det er jeg ikke|det gjør jeg ikke|det gjør det ikke"
        "|det har eg ikkje|det gjer eg ikkje|absolutt ikke|absolutt ikkje|nei aldri|👎"
    ),
    conditions="hvis|viss|dersom|kanskje|kommer an på|kjem an på|avhenger|så lenge|med mindre",
    surely=(
        "klart|klart det|sikkert|jeg tror det|det tror jeg|eg trur det|det trur eg|tror det|trur det"
        "|mhm|mm|aha|ja det tror jeg|ja det trur eg|stort sett|for det meste|ja litt|litt"
    ),
    hardly=(
        "no|slett ikke|slett ikkje|ikke egentlig|ikkje eigentleg|ikke i det hele tatt|ikkje i det heile"
        "|ikkje i det heile tatt|overhodet ikke|aldri|jeg tror ikke det|tror ikke det|tror ikke|eg"
        " trur ikkje det|trur ikkje det|trur ikkje|det tror jeg ikke|det trur eg ikkje|nei det tror"
        " jeg ikke|nei det trur eg ikkje|ikke ennå|ikkje enno|neppe|ingen|ingenting|ikke noe|ikkje"
        " noko"
    ),
    no_more=(
        "ikke flere|ingen flere|ikkje fleire|ingen fleire|det er ikke flere|det er ingen flere"
        "|jeg har ikke flere|jeg har ingen flere|har ikke flere|ikke mer|ikkje meir|ingen|ingen andre"
        "|ikke andre|ikke noe mer|det var alt|det er alt|det var det|det var alle|det er alle|kun den"
        "|kun den ene|kun en|kun én|bare den|bare den ene|bare en|bare én|bare den eine|ferdig"
        "|jeg er ferdig|eg er ferdig"
    ),
    one_more=(
        "en til|én til|ein til|en mer|1 til|to til|2 til|tre til|3 til|flere|fleire|mer|meir|det er flere"
        "|det er en til|det finnes en til|jeg har en til|eg har ein til|jeg har flere"
    ),
    ordinals=MappingProxyType({"fyrste": 1, "sjuende": 7, "sjuande": 7, "åttande": 8, "niande": 9, "tiande": 10}),
    ambiguous_ordinals="andre|annen|annet|anna|annan",
    last="siste|den siste|det siste|nederste|den nederste",
    all_of_them="alle|alle sammen|allesammen|alt|alt sammen|alt saman|begge|begge to|begge deler",
    none_of_them="ingen|ingen av dem|ingen av delene|ingen av de|ingen av dei|ingenting|nei",
    today=MappingProxyType(
        {
            "i dag": 0,
            "idag": 0,
            "i går": -1,
            "igår": -1,
            "i gjår": -1,
            "i forgårs": -2,
            "iforgårs": -2,
            "forgårs": -2,
            "i førgår": -2,
            "i fyrrgår": -2,
            "i morgen": 1,
            "imorgen": 1,
            "i morgon": 1,
            "i morra": 1,
            "i overmorgen": 2,
            "i overmorgon": 2,
        }
    ),
    roughly_today=MappingProxyType(
        {
            "i morges": 0,
            "imorges": 0,
            "i dag tidlig": 0,
            "i dag tidleg": 0,
            "i formiddag": 0,
            "i ettermiddag": 0,
            "i kveld": 0,
            "i natt": -1,
            "inatt": -1,
            "i går kveld": -1,
            "i går kveldt": -1,
            "i går morges": -1,
            "nå": 0,
            "akkurat nå": 0,
            "no": 0,
            "tidligere i dag": 0,
        }
    ),
    ago="for # UNIT siden|for # UNIT sidan|# UNIT siden|# UNIT sidan",
    day_words="dag|dager|dagar|døgn",
    week_words="uke|uker|veke|veker|uka",
    month_words="måned|måneder|månad|månader|mnd",
    last_weekday="i|sist|siste|forrige|førre",
    next_weekday="på|neste|kommende|komande|førstkommende",
    months=MappingProxyType({"sept": 9}),
    weekdays=MappingProxyType({"måndag": 0, "tysdag": 1, "laurdag": 5, "sundag": 6}),
    clock="kl|klokken|klokka|klokkå|ved|tiden|tida",
    half_past="",
    half_to="halv",
    half_to_is_sure=True,
    past="over|etter",
    to="på|før|i",
    quarter="kvart|kvarter|et kvarter|eit kvarter",
    morning="om morgenen|om morgonen|morgen|morgon|am|om formiddagen|formiddag|om natten|om natta",
    evening="om kvelden|kveld|pm|om ettermiddagen|ettermiddag|i kveld|på kvelden|på kveld|på ettermiddagen",
    hour_words="timer|h",
    minute_words="minutt|minutter|minuttar|min",
    quarter_hours="kvarter|kvarters",
    half_hours="halv time|halvtime|halvtimes|halvtima",
    midnight="midnatt|ved midnatt",
    noon="12 på dagen|klokka 12 på dagen|kl 12 på dagen",
    commands=MappingProxyType(
        {
            "stop": (
                "ikke skriv mer|ikke skriv til meg|ikke skriv mer til meg|jeg ønsker ikke å delta|jeg vil ikke delta"
                "|jeg vil ikke være med mer|slutt å skrive til meg|stopp alle|stopp alle meldinger|stopp dette"
                "|stopp med det|slutt med det|vil ikke ha flere meldinger|vil ikkje ha fleire meldingar"
                "|ønsker ikke flere meldinger|jeg ønsker ikke flere meldinger|ønsker ikke flere sms|slutt nå|slutt no"
                "|fjern meg|send ikke mer|send ikke flere|gi deg|stopp stopp|stop|stopp|stoppe|stpo|sotp|stp|stopp nå"
                "|stopp no|stopp det|stopp takk|stop takk|stopp er du snill|avmeld|avmeld meg|avmelding|avmelde"
                "|meld meg av|meld av|avslutt|avbryt|slutt|stopp meldinger|stopp meldingene|stopp meldingane"
                "|stopp sms|stopp å sende|stopp å sende meldinger|slutt å sende|slutt å sende meldinger"
                "|slutt å skrive|slutt å senda meldingar|ikke flere meldinger|ingen flere meldinger"
                "|ikkje fleire meldingar|ingen fleire meldingar|ikke flere sms|ingen flere sms"
                "|jeg vil ikke ha flere meldinger|eg vil ikkje ha fleire meldingar|jeg vil ikke ha flere sms"
                "|jeg vil slutte|jeg vil stoppe|eg vil slutte|eg vil stoppe|jeg vil avslutte|jeg ønsker å stoppe"
                "|jeg vil ikke være med|eg vil ikkje vere med|jeg vil ikke være med lenger|la meg være|la meg vere"
                "|la meg være i fred|slett meg|ikke send mer|ikke send flere|reserver meg"
            ),
            "start": "start|start igjen|meld meg på|påmelding|påmeld|begynn igjen|gjenoppta|omstart",
            "help": "hjelp|hjelpe|info|hva mener dere|hva|kva|forklar|hæ",
            "call": "ring",
            "back": "tilbake|attende|gå attende|forrige|førre|angre|back",
            "skip": "hopp over dette spørsmålet|hopp|over|neste|pass|ønskjer ikkje å svare|skip",
            "dont-know": (
                "veit ikkje heilt|veit ikkje heilt eg|vet ikke riktig|vetikke|vet ikkje heilt|ikke anelse"
                "|ikkje anelse|vet ikke|vet ikkje|veit ikkje|veit ikke|veit ikkje eg|vet ikke jeg|vet ikke helt"
                "|jeg vet ikke|eg veit ikkje|jeg vet ikke helt|vet det ikke|jeg vet det ikke|det vet jeg ikke"
                "|det veit eg ikkje|aner ikke|anar ikkje|aner ikkje|jeg aner ikke|eg anar ikkje|ingen anelse"
                "|har ingen anelse|ikke sikker|ikkje sikker|jeg er ikke sikker|er ikke sikker|usikker|er usikker"
                "|husker ikke|hugsar ikkje|huskar ikkje|jeg husker ikke|eg hugsar ikkje|husker det ikke"
                "|vanskelig å si|vanskeleg å seie|kan ikke si|veit da faen|veit itj|veit itte"
            ),
            "later": (
                "seinare i dag|senere i dag|senere takk|i morgen|i morgon|på jobb|jeg er på jobb|kanskje senere"
                "|i kveld|senere|seinare|seinere|litt senere|en annen gang|ein annan gong|annen gang|opptatt"
                "|jeg er opptatt|eg er oppteken|har det travelt|jeg har det travelt|travelt|travel|om litt|utsett"
            ),
            "wrong-person": (
                "han er død|hun er død|ho er død|han er gått bort|hun er gått bort|han har gått bort"
                "|hun har gått bort|han døde|hun døde"
            ),
        }
    ),
    correct=(
        "rett spørsmål nr|rett spørsmål nummer|endre nr|endre nummer|"
        "rett|rett svar|rett spørsmål|rett nr|rett nummer|endre|endre svar|endre spørsmål|korriger|rett opp|rette|endr"
    ),
    praise=(
        "supert|super|fint|godt|bra|deilig|perfekt|flott|kanon|topp|herlig|strålende|det er|det var|helt|alt|så|ha "
        "en fin dag|ha en god dag|god dag|god helg|fortsatt fin dag|ha det bra|ha det godt|vi ses|på deg|på dere|"
        "den er|og|du|dere|igjen|ha det|finfint"
    ),
    thanks_for="takk for|mange takk for|tusen takk for|takk skal du ha for|takk skal dere ha for",
    sign_offs="mvh|hilsen|vennlig hilsen|med vennlig hilsen|helsing|hilsener|klem|vh",
    present="er",
    thanks=(
        "ha en fin dag|ha en god dag|god dag|god helg|ha det bra|ha det godt|vi ses|takker|greitt|alt i orden|"
        "fortsatt fin dag|god jul|gledelig jul|godt nytt år|den er i orden|okei|ok da|okei da|den er god|tusen "
        "hjertelig takk|"
        "ok|okay|okey|oki|k|takk|takk takk|mange takk|tusen takk|takk skal du ha|takk for det|takk"
        " skal dere ha|ok takk|okay takk|bare hyggelig|berre hyggeleg|forstått|det er forstått"
        "|mottatt|motteke|skal bli|fint takk|i orden|det er i orden|greit|det er greit|den er grei"
        "|klar|fortsett|videre|hei|heisann|hei hei|hallo|halla|god dag|goddag|god morgen|god morgon"
        "|god kveld|god natt|ha det|hadet|ferdig|hilsen|mvh|👍|🙏"
    ),
    polite=(
        "takk|mange takk|tusen takk|vennligst|venligst|vær så snill|ver så snill|er du snill|hei"
        "|heisann|hallo|god dag|goddag|god morgen|god kveld|ok|okay|hilsen|helsing|mvh|vennlig hilsen"
        "|med vennlig hilsen|kjære|på forhånd takk|gjerne|please|🙏"
    ),
    begin=(
        "go|start|klar|jeg er klar|eg er klar|begynn|kjør|kjør på|sett i gang|kom igjen|ok|okay|okey"
        "|oki|k|gjerne|ja gjerne|fint|greit|fortsett|videre|ja|i gang|vær så god"
    ),
    agree=(
        "enig|jeg er enig|einig|eg er einig|samtykker|jeg samtykker|eg samtykkjer|samtykke|aksepterer"
        "|jeg aksepterer|godtar|jeg godtar|eg godtek|godtek|godkjenner|jeg godkjenner|ja jeg"
        " samtykker|jeg gir samtykke|gir samtykke|go|ja jeg godtar"
    ),
    disagree=(
        "uenig|ueinig|jeg samtykker ikke|samtykker ikke|eg samtykkjer ikkje|godtar ikke|jeg godtar"
        " ikke|godtek ikkje|aksepterer ikke|avslår|jeg avslår|nei jeg samtykker ikke|gir ikke"
        " samtykke|jeg gir ikke samtykke|ikke enig|ikkje einig"
    ),
    short="kort|kort versjon|kortversjon|kort utgave|den korte|kortere|kort skjema|stutt",
    not_me=(
        r"(?:nei )?(?:det|dette|jeg|eg) er (?:ikke|ikkje)|(?:jeg|eg) heter (?:ikke|ikkje)|eg heiter ikkje|mitt navn "
        r"er ikke"
        r"|(?:jeg|eg) (?:kjenner|kjenn|kjenner) (?:ikke|ikkje|ingen)(?: som heter)?|(?:her|det) (?:bor|er) (?:det "
        r")?ingen(?: som heter)?|ingen som heter"
    ),
    states=(
        "frisk|rask|syk|sjuk|bra|godt|god|dårlig|dårleg|bedre|betre|verre|klar|glad|trist|lei|trøtt|"
        "sliten|sikker|ok|okay|gøy|morsomt|greit|lett|enkelt|vanskelig|vanskeleg|sant|riktig|rett|feil|"
        "ille|normalt|alene|åleine|gravid|våken|sulten|tørst|svimmel|varm|kald|sterk|svak|redd|uroa|"
        "urolig|bekymret|fornøyd|nøgd|øm|hoven|rød|raud|mulig|viktig|hjemme|heime|her|der|norsk|dansk|"
        "svensk|kristen|muslim|rettferdig|nok|mye|mykje|særlig|ferdig|interessert|alvorlig|død|daud|"
        "gift|pensjonert|vant|stabil|noe|noko|vondt|smertefullt|behagelig|fint|deilig|mandag|måndag|"
        "tirsdag|tysdag|onsdag|torsdag|fredag|lørdag|laurdag|søndag|sundag|kreft|covid|meg|deg|ham|han|"
        "henne|oss|min|mitt|helt|heilt|så|for"
    ),
    absences=(
        r"\b(på|har|avvikler|i) (sommer|jule|vinter|høst|påske|foreldre|svangerskaps)?(ferie|permisjon|kurs|"
        r"tjenestereise|reise|fri)\b"
        r".*\b(til|fram|frem|tilbake|igjen|att|fra|frå|kontakt|svarer|svarar|uke|veke)\b",
        r"\bi (sommer|foreldre|svangerskaps)?permisjon[.! ]*$|\bpå (sommer|jule|påske|vinter|høst)ferie[.! ]*$",
        r"\b(borte|bortreist|fraværende|sykmeldt|sjukmeld|sjukmeldt|utenlands|ute av kontoret|ikke på jobb) .*"
        r"\b(til|fram|frem|tilbake|igjen|før|kontakt|videre|vidare)\b",
        r"\bikkj?e på kontoret\b|\bikkj?e til ?stedet?[.! ]*$|\bfraværsmelding\b|\b(jeg|eg) er (først )?(tilbake|"
        r"attende) "
        r"(den|på|igjen|i uke|mandag|måndag|tirsdag|onsdag|torsdag|fredag|\d)",
        r"\b(sitter|sit|er) i (et )?møte\b.*\b(kommer|kjem|ringer|ringjer|svarer|svarar|skriver|tilbake|senere)\b",
        r"\btakk for (din|meldingen|meldinga|di|e-?post\w*|henvendelsen|mailen|beskjeden) ?(melding|e-?post|sms|"
        r"henvendelse)?\b.{12,}",
        r"\bkunne ikkj?e (leveres|leverast|sendes)\b|\bikkj?e (blitt )?levert\b"
        r"|\b(mottar|tar|tek) ikkj?e (i ?mot )?(meldinger|meldingar|sms\w*|svar)\b",
        r"\b(abonnenten|personen|nummeret|kunden)\b.*\bikkj?e\b.*\b(nås|nåast|tilgjengelig|tilgjengeleg|besvares|"
        r"svare)\b",
        r"\bautomatisk (generert|utsendt|sendt)\b|\bsendt fra bilen\b|\bikkj?e forstyrr\b|\bunder kjøring\b|"
        r"^kjører[.! ]*$",
        r"^(beklager[,.!]? )?(jeg |eg )?kan ikkj?e (snakke|prate)( akkurat)? (nå|no)[.! ]*$",
        r"\bkan (jeg|eg) ringe deg (tilbake )?(senere|seinare)\b|\b(jeg|eg) ring(er|jer) (deg )?(opp |tilbake )+",
        r"\bsvara?e?r (når (jeg|eg) er tilbake|etter ferien)",
    ),
    auto_replies=(
        r"\bkj(ø|o|oe)re?r bil\b(.*\b(svar|ring|senere|automatisk|melding)|( akkurat| nå| no)*[.! ]*$)",
        r"\bkj(ø|o|oe)yrer bil\b|\bk(ø|o)yrer bil\b",
        r"\b(jeg |eg )?(kj(ø|o|oe)rer|k(ø|o)yrer)( nå| no| akkurat nå)?,? (og )?(svarer|svarar|ringer|skriver)\b",
        r"\bauto(svar|matisk svar|matisk melding|matisk beskjed)\b",
        r"\bsendt automatisk\b",
        r"\b(jeg|eg) er (på ferie|i møte|i et møte|ikke på kontoret|ikke til stede|opptatt i)"
        r"\b.*\b(senere|seinare|tilbake|igjen|svarer)",
        r"\bikke (til stede|på kontoret|tilstede)\b.*\b(tilbake|til og med|igjen|kontakt)",
        r"\b(kan ikke|kan ikkje) (snakke|ta telefonen|svare) (akkurat )?(nå|no)\b.*\b(senere|seinare|tilbake)",
        r"\bringer (deg )?(opp |tilbake )?senere\b",
        r"\bnummeret er ikke (lenger )?i bruk\b",
    ),
    ordinary=(
        "nja|tja|njo|ny|nye|nå|no|ni|fin|fint|fine|fikk|fire-|men|mens|hen|fet|fest|fast|fot|fem-|ser"
        "|der|her|mer"
        "|mere|meir|tit|titt|tid|tro|tror|trøtt|stor|stol|hard|søt|syk|sjuk|syke|syn|synes|ofte|atter"
        "|vondt|eller|hei|hai|nei|dei|leie|ned|med|meg|deg|seg|sek|sett|satt|sex|hul|nullt|jul|dag"
        "|uke|god|godt|ikke|bedre|verre|være|vere|tør|test|takk|bein|hjem|hun|han|hos|nær|når|eg|ei"
        "|er|sjø|syd|sju-|tre-|tur|ond|onde|stopp|topp|step|sko"
    ),
    endings="en|et|a|ene|ane|er|ar|e|n|r|s|i",
    standard=MappingProxyType(
        {
            "endå": "ennå",
            "enda": "ennå",
            "ikkje": "ikke",
            "ikkj": "ikke",
            "ikk": "ikke",
            "itj": "ikke",
            "itte": "ikke",
            "kje": "ikke",
            "eg": "jeg",
            "æ": "jeg",
            "æg": "jeg",
            "je": "jeg",
            "mæ": "meg",
            "dæ": "deg",
            "noko": "noe",
            "nokon": "noen",
            "nokre": "noen",
            "mykje": "mye",
            "veit": "vet",
            "hovud": "hode",
            "berre": "bare",
            "eit": "et",
            "ein": "en",
            "ei": "en",
            "frå": "fra",
            "kva": "hva",
            "kven": "hvem",
            "korleis": "hvordan",
            "meir": "mer",
            "betre": "bedre",
            "utan": "uten",
            "seinare": "senere",
            "seinere": "senere",
            "heile": "hele",
            "heilt": "helt",
            "dokker": "dere",
            "de": "dere",
            "gjer": "gjør",
            "vere": "være",
            "no": "nå",
            "åleine": "alene",
            "skuldra": "skulder",
            "nase": "nese",
        }
    ),
)
