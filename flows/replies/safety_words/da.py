"""Danish safety words."""

from types import MappingProxyType
from typing import Final

GROUPS: Final = MappingProxyType(
    {
        # Kan ikke få luft: akut, uanset hvad der blev spurgt om.
        "breathing": (
            "vejret|luft kan|får +jeg +ikke|ik",
            "kan|få|får|fik|ikke|ik|svært|besvær*|problem*|knap|næsten vejret|vejr|vejre|luft|ånde|trække",
            "ikke|ik|svært|besvær*|knap trække|få|får|fange vejret|luft|vejr|ånden",
            "ikke|ik|svært|besvær*|kan ånde|trække vejret|ånde",
            "ånder ikke",
            "åndenød",
            "andenød",
            "åndedræt* besvær*|stop*|problem*|dårlig*",
            "åndedrætsbesvær",
            "vejrtrækning* besvær*|problem*|svær*|dårlig*",
            "vejrtrækningsbesvær",
            "vejrtrækningsproblem*",
            "kvæles",
            "kvalt",
            "kvælt",
            "blå læber",
            "læber blå",
            "hiver|snapper efter|eft vejret|luft",
            "mangler luft",
            "forpustet hvile",
        ),
        # Blodprop i hjertet indtil andet er vist.
        "chest": (
            "brystsmerte*",
            (
                "smerte*|ondt|trykken*|tryk|trykker|stramme*|strammer|klemme*|klemmer|stikker|jag|tyngde"
                " bryst|brystet|brystkassen|brystben*|hjertet"
            ),
            "bryst|brystet|brystkassen ondt|smerte*|trykker|trykken*|strammer|klemmer|snører",
            "trykken for|i|på bryst*",
            "hjerteanfald",
            "hjertestop",
            "blodprop",
            "hjertetilfælde",
            "gør ondt bryst*",
        ),
        # Ønske om at dø, plan eller handling.
        "suicide": (
            "vil|ønsker|ville|skal alt|det +hele slut|slutter|stopper|slutte",
            "slår|slået|skåret|cuttet mig +selv",
            "hader|hade livet|liv",
            "orker|magter +det|den|dette +ikke|ik",
            (
                "vil|ville|ønsker|ønskede|lyst|gerne|bare|hellere|klar|kunne|måtte|skal|håber|tænker|tanker"
                "|få dø|do|døe|død|døden|dø."
            ),
            "selvmord*",
            "selmord*",
            "selvmor*",
            "slå|slår|dræbe|dræber|hænge|hænger|skyde|skyder|drukne|forgifte|kvæle mig selv|ihjel",
            "tage|tager|tag livet af",
            "tage|tager|tag mit +liv",
            "tage|tager eget liv",
            "gøre|gør|slutte|afslutte|ende ende|livet|mit|det hele liv|livet|alt|det hele",
            "gøre en ende",
            "afslutte|ende|slutte livet|liv|alt",
            "ikke|ik|ingen|intet vil|gider|orker|ønsker|lyst|mening|grund leve|livet|lever|live",
            "vil|gider|orker|ønsker|magter|lyst ikke|ik leve|livet",
            "vil|gider|kan +ikke|ik +mere|længere",
            "ikke|ik leve mere|længere|videre",
            "vil|gider|orker|ønsker|magter ikke|ik leve|livet|være til|eksistere",
            "orker|magter ikke|ik livet|leve|mere",
            "kan ikke|ik mere",
            "livet|liv ikke|ingen|intet værd|mening|meningsløst",
            "meningsløst leve",
            "træt|led livet|leve|liv",
            "skade|skader|skære|skærer|cutter mig selv|mig",
            "selvskade*",
            "bedre uden|død mig|død",
            "bedre jeg|jeg død|døde|ikke var",
            "ønsker|ville|gid jeg|var død|aldrig født",
            "ikke|ik vågne op|igen|mere",
            "ikke|ik være her|til mere|længere",
            "hoppe|springe ud|fra|foran bro*|tog|vindue*|altan*",
            "farvel for altid|evigt",
            "slå mig ihjel",
            "dræb mig",
            "suicid*",
        ),
        # For meget medicin, med vilje eller ej.
        "overdose": (
            "overdosis",
            "overdoser*",
            (
                "taget|tog|spist|indtaget|slugt for mange|meget piller|tabletter|medicin|morfin|panodil*"
                "|pamol|pinex|oxycodon*"
            ),
            "taget|tog|slugt alle|hele piller|pillerne|tabletter|medicin*|glas|pakke*|æske*",
            "forgift*",
            "mange piller|tabletter gang",
        ),
        # Slagtilfælde: ansigt, arm, tale.
        "stroke": (
            "mund|munden|ansigt|ansigtet|mundvig* hænger|skæv*|lammet|følelsesløs*|lam",
            "hænger mund*|ansigt*|mundvig*",
            "skævt ansigt",
            "kan ikke|ik bevæge|løfte|mærke arm*|ben*|hånd*|fod*|side",
            "lammet",
            "lammelse*",
            "lam arm*|ben*|side*",
            "arm|armen|ben|benet|side pludselig lam*|kraftesløs|følelsesløs*",
            "sløret tale",
            "taler|snakker sløret|utydeligt|vrøvl*",
            "tale|talen sløret|utydelig",
            "kan ikke|ik tale|sige ordentlig*|rigtig*|ord*",
            "slagtilfælde",
            "hjerneblødning",
            "apopleksi",
            "værste hovedpine",
            "pludselig* hovedpine|blind*|hovedpinen",
        ),
        # Blødning der ikke standser, eller indefra.
        "bleeding": (
            "blodet|blødningen stopper|standser|vil ikke|ik|ikk",
            "bløder kraftigt|meget|voldsomt|rigtig|stadig|igennem|overalt",
            "blødning* stopper|kraftig|stop* ikke|voldsom",
            "bløder stopper|standser ikke|ik",
            "bløder ikke|vil|uden stoppe|stopper|stop",
            "kan|vil ikke stoppe|standse blødning*|bløde",
            "kraftig|voldsom|stor blødning|blødninger",
            "kaster|kastede|kastet|hoster|brækker|spytter|opkast* blod",
            "blod opkast|opkastning|afføring*|hoste",
            "blodigt opkast*",
            "sort|blodig afføring",
            "mister|mistet|tabt meget|masse blod",
        ),
        # Besvimelse, kramper, kan ikke vækkes.
        "unconscious": (
            "besvim*",
            "bevidstløs*",
            "faldt om",
            "falder om",
            "kollaps*",
            "kramper|krampeanfald",
            "krampeanfald",
            "sort for øjne*",
            "gik ud|kold lys",
            "ikke vække|vækkes|kontakt",
            "mistet bevidst*",
            "mister bevidst*",
        ),
        # Nerverne nederst i rygmarven (cauda equina): timer afgør førlighed og blære.
        "cauda-equina": (
            "kan|ikke ikke|ik|komme tisse|lade|vandet|urinere",
            "ikke|ik lade vandet",
            "ikke|ik tisse|urinere",
            "kan ikke holde|styre tisse|urin*|vand*|afføring*|blær*|på",
            "mistet|ingen|miste|tabt kontrol* blære*|afføring*|vandladning*|tarm*|urin*",
            "inkontinen*",
            "følelsesløs*|sovende skridt*|ridebukse*|underliv*|endetarm*|balle*|skeden|køn*",
            "skridt*|underliv*|balle* følelsesløs*|sover",
            "ridebukseområde*",
            "tisser|tissede|skider bukserne|mig",
            "ben|benene svigter|giver|svigtede|pludselig",
        ),
        # Allergisk chok.
        "allergy": (
            "hals*|tunge*|læbe*|ansigt* hæver|hævet|hævede|svulm*|snører|lukker",
            "hævet|hævede|hævelse hals*|tunge*|læbe*|ansigt*",
            "anafyla*",
            "allergisk chok",
        ),
        # Vold: der ringes op i fortrolighed, aldrig skrevet om.
        "violence": (
            "han|hun|mand|kone|kæreste*|søn slår|slog|tæver|banker|voldtog|voldtager|truer mig",
            "bliver slået|tævet|truet|misbrugt",
            "voldtægt*",
            "voldtaget",
            "bange for min|ham mand|kone|kæreste*",
        ),
    }
)
