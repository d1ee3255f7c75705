"""Swedish. `andra` is both the second and the others, so it is neither; `sex` is six."""

from types import MappingProxyType
from typing import Final

from flows.replies.vocabulary import Vocabulary

VOCABULARY: Final = Vocabulary(
    num2words="sv",
    locale="sv",
    numbers=MappingProxyType(
        {
            "fyrtio": 40,  # num2words writes it förtio
            "tju": 20,
            "tretti": 30,
            "fyrti": 40,
            "förti": 40,
            "femti": 50,
            "sexti": 60,
            "sjutti": 70,
            "åtti": 80,
            "nitti": 90,
            "nolla": 0,
            "nollan": 0,
            "etta": 1,
            "ettan": 1,
            "tvåa": 2,
            "tvåan": 2,
            "trea": 3,
            "trean": 3,
            "fyran": 4,
            "femma": 5,
            "femman": 5,
            "sexa": 6,
            "sexan": 6,
            "sjua": 7,
            "sjuan": 7,
            "åttan": 8,
            "nia": 9,
            "nian": 9,
            "tia": 10,
            "tian": 10,
            "nie": 9,
            "tie": 10,
            "tjuge": 20,
            "tjugi": 20,
            "sjuttie": 70,
            "aderton": 18,
            "null": 0,
        }
    ),
    articles="en|ett",
    tens_first=True,
    units_first="",
    hundred="hundra",
    thousand="tusen",
    joint="och",
    point="komma|punkt|punktum",
    halves=MappingProxyType(
        {
            "och en halv": 0.5,
            "en halv": 0.5,
            "och ett halvt": 0.5,
            "ett halvt": 0.5,
            "halv": 0.5,
            "halvt": 0.5,
            "och en kvart": 0.25,
            "en kvart": 0.25,
        }
    ),
    one_and_a_half="anderthalv|halvannan",
    decimal_comma=True,
    month_may_lead=False,
    year_may_lead=True,
    neighbours="en|da|nb",
    suffixes="an|a|ar",
    fillers=(
        "numren|svaren|jag ligger på|ligger jag på|smärtnivå|smärtnivån|tänker jag|jag tänker|skulle jag säga|"
        "temperatur|temperaturen|temp|min temperatur|endast|som sist|"
        "jag skulle nog säga|skulle nog säga|"
        "under armen|i örat|i stjärten|i ändtarmen|i munnen|ca|cirka|ungefär|omkring|runt|kring|typ|väl|"
        "nog|jag skulle säga|skulle säga|jag säger|säger"
        "|säg|jag tror|tror jag|tror|jag tycker|tycker jag|jag känner|det är|det|är|den är|den|är det"
        "|just nu|nu|i dag|idag|för närvarande|fortfarande|igen|mitt|min|mina"
        "|svar|svaret|svaret är|mitt svar|mitt svar är|siffra|siffran|nummer|nr|nivå|nivån|poäng"
        "|smärta|smärtan|smärtor|smärtorna|min smärta|ligger på|ligger|på|så|alltså|eh|öh|hm|hmm|ja"
        "|jo|jag har|jag är|jag ger|ger|jag väljer|väljer|alternativ|val|stark|bra|som vanligt|samma"
        " som förut|bara|till|av"
    ),
    hedges=(
        "inte så farligt|inte så illa|inte illa|inte bra|inte så bra|inte farligt|var|det var|"
        "sist|kanske|möjligen|möjligtvis|kan vara|osäker|nästan|knappt|eventuellt"
    ),
    scale="på en skala|på skalan|skala|skalan",
    of="av|utav|ut av",
    ranges="eller|mellan|emellan|från|till|antingen|upp till",
    corrections=(
        "ursäkta|förlåt|nej|jag menar|menar|menade|jag menade|snarare|hoppsan|oj|ops|rättelse"
        "|faktiskt|vänta|skulle vara|ska vara|ledsen|nej vänta|i stället|istället|ändra till|sorry"
        "|skrivfel"
    ),
    negations="inte|inte en|inte ett|är inte|ej|aldrig|utan att|utom|förutom|varken",
    but="men|utan|snarare",
    conjunctions="och|samt|plus|också|både|med|o",
    comparators=(
        "miljon|miljoner|miljard|"
        "maximalt|som mest|minus|mer än|mindre än|över|under|minst|högst|max|värre än|bättre än|mer|mera|mindre|än"
        "|minimum"
        "|maximum|högre|lägre|gånger"
    ),
    nothing=(
        "har inte ont alls|jag har inte ont alls|har ingen smärta|har inga smärtor|har ingen värk|jag "
        "har ingen värk|ingen värk|inga värkar|ingen värk alls|ingen ont|smärtfritt|"
        "ingen smärta|inga smärtor|ingen|ingenting|inget|inga|ingen smärta alls|inga smärtor alls"
        "|inte ont|inget ont|har inte ont|jag har inte ont|smärtfri|inga besvär|inga problem|inga"
        " symtom|ingen alls|inget alls|inte ont alls|jag har ingen smärta|jag har inga smärtor|noll"
        " smärta"
    ),
    units=MappingProxyType(
        {
            "points": "poäng",
            "percent": "procent|proc",
            "degrees": "grader|grad|c|celsius|grader celsius",
            "hours": "timme|timmar|timma|timmarna|tim|h|t",
            "days": "dag|dagar|dar",
            "steps": "steg",
            "weight": "kg|kilo|kilogram",
            "length": "cm|centimeter",
            "other": (
                "minut|minuter|min|vecka|veckor|månad|månader|år|meter|m|km|piller|tabletter|mg|ml|f|fahrenheit|pund"
            ),
        }
    ),
    yes=(
        "jatack|ja tyvärr|ja faktiskt|ja|j|jo|japp|jepp|jajamän|jajamen|jajamensan|jadå|jodå|jaa|ja tack|javisst|"
        "ja visst|visst|ja"
        " det har jag|ja det är jag|ja det gör jag|ja det är det|ja det gör det|det har jag|det är"
        " jag|det gör jag|det gör det|det är det|självklart|naturligtvis|absolut|definitivt|precis"
        "|stämmer|det stämmer|korrekt|rätt|helt rätt|ja absolut|ja självklart|jo tack|jovisst|y|yes|👍"
    ),
    no=(
        "nej som tur är|nej tack och lov|nej gudskelov|nej turligt nog|"
        "nej|n|nä|nää|näe|nepp|nix|nope|nehej|nejdå|nej då|nej tack|nejtack|nej tyvärr|nej inte alls"
        "|nej inte direkt|nej det har jag inte|nej det är jag inte|nej det gör jag inte|nej det gör"
        " det inte|nej det är det inte|det har jag inte|det är jag inte|det gör jag inte|det gör det"
        " inte|absolut inte|definitivt inte|verkligen inte|nej aldrig|no|👎"
    ),
    conditions="om|ifall|kanske|beror på|kommer an på|så länge",
    surely=(
        "klart|säkert|jag tror det|det tror jag|tror det|mm|mhm|aha|ja det tror jag|för det mesta|ja lite|lite|oftast"
    ),
    hardly=(
        "inte alls|inte direkt|inte riktigt|aldrig|jag tror inte det|tror inte det|tror inte|det tror"
        " jag inte|nej det tror jag inte|inte än|inte ännu|knappast|ingen|ingenting|inget"
    ),
    no_more=(
        "inga fler|inte fler|inga flera|inte flera|ingen mer|inget mer|inte mer|inga|ingen|inga andra"
        "|ingen annan|det finns inga fler|det finns inte fler|jag har inga fler|jag har inte fler"
        "|har inga fler|det var allt|det är allt|det var det|det var alla|det är alla|bara den"
        "|bara den där|bara en|bara det|endast den|endast en|klar|färdig|jag är klar|jag är färdig"
    ),
    one_more=(
        "en till|ett till|1 till|två till|2 till|tre till|3 till|fler|flera|mer|det finns en till"
        "|det finns fler|jag har en till|jag har fler"
    ),
    ordinals=MappingProxyType({"förste": 1}),
    ambiguous_ordinals="andra|annan|annat|andre",
    last="sista|den sista|det sista|nedersta|den nedersta",
    all_of_them="alla|allihop|alltihop|allt|alla dessa|båda|bägge|båda två",
    none_of_them="ingen|inga|inget|ingen av dem|inget av dem|inget av dessa|ingenting|nej",
    today=MappingProxyType(
        {
            "i dag": 0,
            "idag": 0,
            "i går": -1,
            "igår": -1,
            "i förrgår": -2,
            "förrgår": -2,
            "iförrgår": -2,
            "i morgon": 1,
            "imorgon": 1,
            "imorron": 1,
            "i övermorgon": 2,
        }
    ),
    roughly_today=MappingProxyType(
        {
            "i morse": 0,
            "imorse": 0,
            "i förmiddags": 0,
            "i eftermiddags": 0,
            "i kväll": 0,
            "ikväll": 0,
            "i natt": -1,
            "inatt": -1,
            "i går kväll": -1,
            "igår kväll": -1,
            "i går morse": -1,
            "just nu": 0,
            "nu": 0,
            "tidigare i dag": 0,
        }
    ),
    ago="för # UNIT sedan|för # UNIT sen|# UNIT sedan|# UNIT sen",
    day_words="dag|dagar|dar|dygn",
    week_words="vecka|veckor",
    month_words="månad|månader|mån",
    last_weekday="i|förra|i förra|senaste|sista",
    next_weekday="på|nästa|kommande",
    months=MappingProxyType({"sept": 9}),
    weekdays=MappingProxyType(
        {
            "måndags": 0,
            "tisdags": 1,
            "onsdags": 2,
            "torsdags": 3,
            "fredags": 4,
            "lördags": 5,
            "söndags": 6,
            "måndagen": 0,
            "tisdagen": 1,
            "onsdagen": 2,
            "torsdagen": 3,
            "fredagen": 4,
            "lördagen": 5,
            "söndagen": 6,
        }
    ),
    clock="kl|klockan|klocka|vid|tiden",
    half_past="",
    half_to="halv",
    half_to_is_sure=True,
    past="över|efter",
    to="i|före",
    quarter="kvart|en kvart",
    morning="på morgonen|morgon|am|på förmiddagen|förmiddag|på natten|i morse|morgonen",
    evening="på kvällen|kväll|pm|på eftermiddagen|eftermiddag|i kväll|kvällen",
    hour_words="timmar|h",
    minute_words="minut|minuter|min",
    quarter_hours="kvart|kvartar|kvarts",
    half_hours="halv timme|halvtimme|halvtimma|halvtimmes|halv timma",
    midnight="midnatt|vid midnatt",
    noon="12 på dagen|kl 12 på dagen|klockan 12 på dagen",
    commands=MappingProxyType(
        {
            "stop": (
                "lämna mig ifred|skriv inte mer|skriv inte mer till mig|sluta skriv|sluta skriv till mig"
                "|jag vill inte delta|jag önskar inte delta|stoppa alla|stoppa det här|sluta med det"
                "|sluta med det här|vill inte ha fler meddelanden|vill inte ha fler sms|jag vill inte ha fler sms"
                "|önskar inga fler meddelanden|jag önskar inga fler meddelanden|lägg av|skicka inga fler sms"
                "|jag vill inte ha mer sms|stopp stopp|stop|stopp|stoppa|stpo|sotp|stp|stoppa nu|stoppa det"
                "|stopp tack|stop tack|avsluta|avslut|avsluta nu|avsluta tack|avbryt|avanmäl|avanmäl mig|avanmälan"
                "|avregistrera|avregistrera mig|avmeld|sluta|sluta nu|slut|stoppa sms|stoppa meddelanden"
                "|stoppa meddelandena|stopp sms|sluta skicka|sluta skicka meddelanden|sluta skicka sms|sluta skriva"
                "|sluta skriva till mig|inga fler meddelanden|inga mer meddelanden|inga fler sms|inga mer sms"
                "|jag vill inte ha fler meddelanden|jag vill sluta|jag vill avsluta|jag vill avbryta"
                "|jag vill inte vara med|jag vill inte vara med längre|lämna mig i fred|låt mig vara|ta bort mig"
                "|skriv inte till mig|skicka inte mer|skicka inga fler|avmäl"
            ),
            "start": "start|starta|starta igen|börja igen|anmäl|anmäl mig|återuppta|starta om|börja om",
            "help": "hjälp|hjälpa|info|vad|va|förklara",
            "call": "ring",
            "back": "tillbaka|backa|bakåt|föregående|ångra|back",
            "skip": "hoppa|hopp över|över|nästa|pass|passa|ingen kommentar|skippa|skip",
            "dont-know": (
                "vet ej riktigt|vetinte|vet faktiskt inte|ingen aning alls|vet inte alls|vet inte|vet ej"
                "|vet inte riktigt|jag vet inte|jag vet ej|jag vet inte riktigt|vet det inte|det vet jag inte"
                "|ingen aning|jag har ingen aning|har ingen aning|inte säker|jag är inte säker|är inte säker|osäker"
                "|är osäker|minns inte|minns ej|jag minns inte|kommer inte ihåg|jag kommer inte ihåg|kommer ej ihåg"
                "|svårt att säga|kan inte säga|vette fan|vetej"
            ),
            "later": (
                "senare idag|senare i dag|senare tack|imorgon|i morgon|på jobbet|jag jobbar|kanske senare|ikväll"
                "|senare|lite senare|en annan gång|annan gång|upptagen|jag är upptagen|har bråttom|jag har bråttom"
                "|bråttom|om en stund"
            ),
            "wrong-person": (
                "inte jag|jag är inte er patient|han är död|hon är död|han har gått bort|hon har gått bort"
                "|han har dött|hon har dött|han är avliden|hon är avliden|han dog|hon dog"
            ),
        }
    ),
    correct=(
        "rätta nr|rätta nummer|ändra fråga nr|ändra fråga nummer|"
        "ändra|ändra svar|ändra fråga|ändra nr|ändra nummer|rätta|rätta svar|rätta fråga|korrigera|ändra på"
    ),
    praise=(
        "super|fint|perfekt|toppen|härligt|kanon|jättebra|utmärkt|skönt|vad|det är|det var|helt|allt|så|då|ha en "
        "bra dag|ha en fin dag|trevlig helg|god kväll|ha det bra|ha det så bra|vi hörs|vi ses|på dig|på er|och|du|"
        "ni|igen|fortsatt trevlig dag|syster"
    ),
    thanks_for="tack för|tack så mycket för|tusen tack för|många tack för|stort tack för",
    sign_offs="mvh|hälsningar|vänliga hälsningar|med vänlig hälsning|vänligen|hälsar|kram|vh",
    present="är|e",
    thanks=(
        "ha en bra dag|ha en fin dag|trevlig helg|ha det bra|ha det så bra|vi ses|vi hörs|tack ska du ha|tack ska "
        "ni ha|god jul|gott nytt år|allt i ordning|det är okej|det är ok|toppen tack|jättetack|okej då|tack så "
        "jättemycket|ok då|jättetack|super tack|"
        "ok|okay|okej|oki|k|tack|tack tack|tack så mycket|många tack|tusen tack|tackar|tack för det"
        "|ok tack|okej tack|varsågod|ingen orsak|förstått|uppfattat|mottaget|ska bli|fint tack|bra"
        " tack|det är bra|det går bra|redo|klar|klart|fortsätt|vidare|hej|hejsan|hej hej|hallå|tja"
        "|tjena|god dag|goddag|god morgon|godmorgon|god kväll|god natt|hej då|hejdå|färdig|hälsningar"
        "|mvh|👍|🙏"
    ),
    polite=(
        "tack|tack så mycket|snälla|var snäll|är du snäll|hej|hejsan|hallå|god dag|goddag|god morgon"
        "|godmorgon|god kväll|ok|okej|okay|hälsningar|mvh|vänliga hälsningar|med vänlig hälsning"
        "|vänligen|kära|tack på förhand|gärna|please|🙏"
    ),
    begin=(
        "go|start|starta|redo|jag är redo|klar|jag är klar|börja|kör|kör på|kör igång|sätt igång|ok"
        "|okej|okay|oki|k|gärna|ja gärna|fint|bra|det går bra|fortsätt|vidare|ja|visst|varsågod"
    ),
    agree=(
        "jag håller med|håller med|samtycker|jag samtycker|samtycke|accepterar|jag accepterar"
        "|godkänner|jag godkänner|godkänn|godkänt|ja jag samtycker|ja jag godkänner|jag ger samtycke"
        "|ger samtycke|go|enig"
    ),
    disagree=(
        "jag samtycker inte|samtycker inte|samtycker ej|accepterar inte|jag accepterar inte|godkänner"
        " inte|jag godkänner inte|godkänner ej|avböjer|jag avböjer|avvisar|nej jag samtycker inte"
        "|håller inte med|jag håller inte med"
    ),
    short="kort|kort version|kortversion|kortare|den korta|korta",
    not_me=(
        r"(?:nej )?(?:det|detta|det här|jag) är inte|jag heter inte|jag känner (?:inte|ingen)(?: som heter)?|mitt "
        r"namn är inte"
        r"|det (?:finns|bor) ingen(?: som heter)?|här (?:bor|finns) (?:det )?ingen(?: som heter)?|ingen som heter"
    ),
    states=(
        "frisk|sjuk|bra|gott|god|dålig|dåligt|bättre|sämre|värre|klar|redo|glad|ledsen|trött|säker|ok|"
        "okej|kul|roligt|lätt|enkelt|svårt|sant|rätt|fel|illa|normalt|ensam|gravid|vaken|hungrig|"
        "törstig|yr|varm|kall|stark|svag|rädd|orolig|nöjd|öm|svullen|röd|möjligt|viktigt|hemma|här|där|"
        "svensk|dansk|norsk|kristen|muslim|rättvist|nog|mycket|särskilt|färdig|intresserad|allvarligt|"
        "död|gift|pensionerad|van|stabil|något|ont|smärtsamt|behagligt|skönt|fint|trevligt|pigg|piggare|"
        "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|cancer|covid|mig|dig|honom|henne|oss|min|"
        "mitt|helt|så|för"
    ),
    absences=(
        r"\b(på|har) (sommar|jul|vinter|höst|påsk)?(semester|ledighet|lov|kurs|tjänsteresa|resa|resande fot)\b"
        r".*\b(till|t\.o\.m|tom|fram|tillbaka|åter|igen|från|kontakta|svarar|vecka)\b",
        r"\bpå (sommar|jul|vinter|höst|påsk)(semester|ledighet)[.! ]*$|\b(föräldra|tjänst|mamma|pappa)ledig\b",
        r"\b(borta|bortrest|frånvarande|sjukskriven|ledig|utomlands|inte på jobbet|ej på jobbet) .*"
        r"\b(till|tills|fram|tillbaka|åter|igen|före|förrän|kontakta|vidare)\b",
        r"\b(inte|ej) på kontoret\b|\b(inte|ej) anträffbar\b|\bfrånvarobesked\b|\bjag är (åter )?(tillbaka|åter) "
        r"(den|på|igen|i vecka|måndag|tisdag|onsdag|torsdag|fredag|\d)",
        r"\b(sitter|är) i (ett )?möte\b.*\b(återkommer|ringer|svarar|skriver|tillbaka|senare)\b",
        r"\btack för (ditt|ert|mejlet|meddelandet|din) ?(meddelande|mejl|mail|sms|e-?post|förfrågan)?\b.{12,}",
        r"\bkunde (inte|ej) (levereras|skickas)\b|\b(inte|ej) (blivit )?levererat\b|\b(tar|kan) (inte|ej) (ta "
        r")?(emot) (\w+ )?(meddelanden|sms|svar)\b",
        r"\b(abonnenten|personen|numret|kunden)\b.*\b(inte|ej)\b.*\b(nås|anträffbar|tillgänglig|besvaras)\b",
        r"\bautomatiskt (genererat|utskick|skickat)\b|\bskickad?e?s? automatiskt\b|\bstör (ej|inte)\b|\bunder "
        r"körning\b|\bvid bilkörning\b",
        r"^(förlåt[,.!]? |tyvärr[,.!]? )?(jag )?kan (inte|ej) (prata|tala)( just)? nu[.! ]*$",
        r"\b(kan|får) jag ringa (upp )?dig (upp )?(tillbaka )?senare\b|\bjag ringer (dig )?(upp |tillbaka )+",
        r"\b(svarar|återkommer) (när jag är tillbaka|efter semestern)",
    ),
    auto_replies=(
        r"\bk(ö|o|oe)r (bil|just nu)\b(.*\b(svar|ring|senare|automatisk|hör av)|( just| nu)*[.! ]*$)",
        r"\bjag k(ö|o|oe)r,? (och )?(svarar|ringer|h(ö|o)r av)\b",
        r"\b(autosvar|automatiskt? (svar|meddelande)|frånvaromeddelande)\b",
        r"\bskickat automatiskt\b",
        r"\bjag (är|sitter) (på semester|i (ett )?möte|inte på kontoret|ledig|på tjänsteresa)"
        r"\b.*\b(senare|tillbaka|åter|igen|svarar)",
        r"\binte (på plats|på kontoret|anträffbar)\b.*\b(tillbaka|till och med|åter|kontakta)",
        r"\bkan inte (prata|svara) (just )?nu\b.*\b(senare|tillbaka|åter)",
        r"\b(ringer|hör av mig) (dig )?(upp |tillbaka )?senare\b",
        r"\bnumret (är|används) inte (längre|i bruk)\b",
    ),
    ordinary=(
        "minnas|nja|tja|njae|ny|nya|nu|ni|fin|fint|fina|fick|men|hen|fet|fest|fast|fot|fyr|ser|där|här|mer"
        "|mera|tid|till"
        "|tro|tror|trött|stor|stol|hård|söt|sjuk|sjuka|syn|ofta|att|åt|åtta-|ont|eller|hej|dej|nej"
        "|mej|sej|ned|med|mig|dig|sig|sett|satt|ses|sen|hål|jul|dag|vecka|god|gott|inte|bättre|värre"
        "|vara|test|tack|ben|hem|hon|han|hos|nära|när|en|er|sjö|tur|tio-|topp|steg|sko|trea-|träd"
        "|tre-|tryck|fyra-|fyll|tvål|två-|två"
    ),
    endings="en|et|na|erna|arna|orna|er|ar|or|an|a|n|t|s|e",
    standard=MappingProxyType(
        {
            "int": "inte",
            "ente": "inte",
            "mej": "mig",
            "dej": "dig",
            "nåt": "något",
            "nån": "någon",
            "e": "är",
            "å": "och",
            "dom": "de",
            "sen": "sedan",
        }
    ),
)
