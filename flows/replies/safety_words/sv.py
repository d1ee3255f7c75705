"""Swedish safety words."""

from types import MappingProxyType
from typing import Final

GROUPS: Final = MappingProxyType(
    {
        # Får inte luft: akut, oavsett vad frågan var.
        "breathing": (
            "kämpar|svårighet* andas|luft|andningen",
            ("inte|ej|inge|ingen|svårt|svårighet*|problem|besvär*|knappt|kan|tungt andas|andan|anda|andning*|luft"),
            "får|fick|kan inte|ej|ingen|knappt luft|andas|anda|andan",
            "andas inte|ej|tungt|dåligt",
            "tappar|tappat|hämta* andan",
            "andnöd",
            "andningsproblem*",
            "andningsbesvär*",
            "andningssvår*",
            "tungandad*",
            "tungt andas",
            "kvävs",
            "kvävd",
            "kväver",
            "blå läppar|läpparna",
            "läppar|läpparna blå",
            "kippar|flämtar efter luft|andan",
            "saknar luft",
            "andfådd vila",
        ),
        # Hjärtinfarkt tills något annat är visat.
        "chest": (
            "bröstsmärt*",
            ("ont|smärt*|tryck|trycker|stramar|sticker|kramar|tyngd|hugger|värk* bröst|bröstet|bröstkorg*|hjärta*"),
            "bröst|bröstet|bröstkorg* ont|smärt*|trycker|tryck|stramar|kramar|värker|hugger",
            "hjärtinfarkt",
            "hjärtattack",
            "hjärtstopp",
            "infarkt",
            "blodpropp",
            "propp fått|lungan|hjärtat",
            "kärlkramp",
        ),
        # Önskan att dö, plan eller handling.
        "suicide": (
            "vill|önskar|ska allt|alltihop slut|slutar|sluta|ta +slut",
            "hatar livet|liv",
            "orkar +det|detta +inte",
            (
                "vill|ville|önskar|önskade|lust|gärna|bara|hellre|redo|kunde|måste|ska|hoppas|tänker|tankar"
                "|få|borde dö|do|död|döden|döda|dör"
            ),
            "självmord*",
            "sjalvmord*",
            "självmod*",
            "suicid*",
            "ta|tar livet|liv av|mitt|mig",
            "ta|tar mitt|eget liv|liv",
            "döda|dödar|hänga|hänger|skjuta|dränka|förgifta|strypa mig|själv",
            "döda|döda mig",
            "göra|gör slut på|allt|livet|det",
            "avsluta|ända|sluta livet|liv|allt|allting",
            "inte|ingen|inget|ej vill|orkar|önskar|lust|mening*|anledning leva|livet|lever",
            "vill|orkar|önskar|klarar|pallar|lust inte|ej leva|livet",
            "vill|klarar|kan +inte|ej +mer|längre",
            "inte|ej leva mer|längre|vidare",
            "orkar|pallar inte|ej mer|livet|leva|längre",
            "kan inte mer",
            "livet|liv inte|ingen|inget värt|mening*|meningslöst",
            "meningslöst leva",
            "trött|less på|livet livet|leva",
            "skada|skadar|skära|skär|rispa mig|själv",
            "självskad*",
            "bättre utan mig",
            "bättre jag|om död|inte|vore",
            "önskar|vore jag|var|vore död|aldrig född",
            "inte|ej vakna upp|mer|igen",
            "inte|ej vara|finnas här|till mer|längre|kvar",
            "hoppa ut|från|framför bro*|tåg*|fönst*|balkong*",
            "farväl för alltid",
            "inte|ej finnas",
        ),
        # För mycket läkemedel, med vilja eller inte.
        "overdose": (
            "överdos*",
            (
                "tagit|tog|ätit|svalt för många|mycket piller|tabletter|medicin*|morfin|alvedon|panodil"
                "|oxikodon*|oxycodon*"
            ),
            "tagit|tog|svalt alla|hela piller|tabletter|tabletterna|medicin*|burk*|ask*|paket*",
            "förgift*",
            "många piller|tabletter gång",
        ),
        # Stroke: ansikte, arm, tal.
        "stroke": (
            "mun|munnen|ansikte*|mungipa* hänger|sned*|förlamad|domnad|domnat",
            "hänger mun*|ansikte*|mungipa*",
            "sned* ansikte|mun",
            "kan inte|ej röra|lyfta|känna arm*|ben*|hand*|fot*|sida",
            "förlama*",
            "arm|armen|ben|benet|sida plötsligt förlam*|domn*|svag|kraftlös",
            "sluddr*",
            "otydligt tal",
            "tal|talet sluddrigt|otydligt",
            "kan inte|ej tala|prata ordentligt|riktigt|rätt",
            "stroke",
            "slaganfall",
            "hjärnblödning",
            "värsta huvudvärk*",
            "plötslig* huvudvärk|blind*",
        ),
        # Blödning som inte slutar, eller inifrån.
        "bleeding": (
            "blodet|blödningen slutar|stannar|stoppar|vill inte|ej|int",
            "blöder kraftigt|mycket|ymnigt|fortfarande|överallt|massor",
            "blödning* slutar|stannar|kraftig|stopp* inte|ej",
            "blöder slutar|stannar|stoppar inte|ej",
            "blöder inte|vill|utan sluta|slutar|stoppa|stanna",
            "får|kan|går inte|ej stopp|stoppa|stopp på blödning*|blodet",
            "kraftig|stor blödning",
            "kräks|kräkts|kräktes|hostar|spyr|spottar blod",
            "blod kräk*|avföring*|upphost*|spy*",
            "blodig* kräk*|avföring*",
            "svart|blodig avföring*",
            "förlorar|förlorat|tappat mycket blod",
        ),
        # Svimning, kramper, går inte att väcka.
        "unconscious": (
            "svimma*",
            "medvetslös*",
            "föll ihop",
            "faller ihop",
            "kollaps*",
            "kramper",
            "krampanfall",
            "tuppa* av",
            "svartnade för",
            "inte|ej väcka|vaknar|kontakt",
            "tappa* medvet*",
            "förlora* medvet*",
        ),
        # Nerverna längst ner i ryggmärgen (cauda equina): timmar avgör rörelse och blåsa.
        "cauda-equina": (
            "känner inte|ej +benen|benet|underlivet",
            "inte|ej kissa|kasta|urinera|tömma vatten|blåsan|kissa",
            "inte|ej kissa|urinera",
            "inte|ej hålla|håller|styra kiss*|urin*|tät|avföring*|blåsa*",
            "tappat|ingen|förlorat|tappar kontroll* blåsa*|avföring*|tarm*|urin*",
            "inkontinen*",
            ("domnad|domnat|domning*|känsel|bedövad|känslolös* underliv*|skrev*|ridbyx*|rumpa*|stjärt*|ändtarm*|kön*"),
            "underliv*|skrev*|rumpa*|stjärt* domn*|känsellös*|bedöva*",
            "ridbyx*",
            "kissar|kissat|kissade byxor*|mig|på",
            "ben|benen viker|vek|sviker|plötsligt",
        ),
        # Allergisk chock.
        "allergy": (
            "hals*|tunga*|läpp*|ansikte* svullnar|svullen|svullna|svullnat|sväller|snörs",
            "svullen|svullna|svullnad hals*|tunga*|läpp*|ansikte*",
            "anafyla*",
            "allergisk chock",
        ),
        # Våld: man ringer i förtroende, skriver aldrig om det.
        "violence": (
            "han|hon|man|mannen|maken|fru|pojkvän*|sambo* slår|slog|misshandla*|våldtog|våldtar|hotar mig",
            "blir|blivit slagen|misshandla*|hotad|utnyttjad",
            "våldtäkt*",
            "våldtagen",
            "misshandlad",
            "rädd för min|honom man|sambo|pojkvän",
        ),
    }
)
