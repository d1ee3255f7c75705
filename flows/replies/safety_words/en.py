"""English safety words."""

from types import MappingProxyType
from typing import Final

GROUPS: Final = MappingProxyType(
    {
        # Cannot get air: asthma, embolism, heart failure, opioids. Always an emergency call, whatever was asked.
        "breathing": (
            (
                "cant|cannot|cnt|can't|couldnt|cudnt|unable|not|hardly|barely|trouble|problem*|difficult*"
                "|hard|harder|struggl*|stopped breath|breathe|breathing|breth|brethe|breeth|breathin"
            ),
            "cant|cannot|no|not|get air|enough air",
            "cant|cannot get|catch breath",
            "short|shortness|shortnes|out breath|breth",
            "breathless",
            "breathlessness",
            "gasping",
            "suffocat*",
            "choking",
            "lips blue",
            "blue lips",
            "breathing difficult*|hard|bad|worse|stopped",
            "turning blue",
        ),
        # Heart attack until shown otherwise; the words patients use are pressure and tightness as often as pain.
        "chest": (
            (
                "chest|chst|breastbone pain|pains|tight|tightness|pressure|hurts|hurt|hurting|heavy|crushing"
                "|squeez*|ache|aching|burning"
            ),
            "pain|pains|pressure|tightness|tight|crushing|heaviness|ache chest|chst",
            "heart attack",
            "cardiac arrest",
            "elephant chest",
        ),
        # Wish to die, plan or act. Idioms ("killing me") are left out; a plain "kill me" is not an idiom to us.
        "suicide": (
            "want|wish|wishing|wanting all|everything|life end|stop|over",
            "thinking|think|thoughts|going|want +of|about|to +ending|end +it",
            "nothing live for",
            "hate|hating +my +life|living",
            "kms",
            "kys",
            "unalive",
            "dont|not feel like living",
            "going|gonna|will +to +jump",
            "have|got|with +a +gun|noose|rope",
            (
                "want|wants|wanted|wanna|wish|wishing|ready|rather|hope|going|gonna|better|prefer|try|trying"
                "|feel|like|should|need die|dead|dying"
            ),
            "kill|killing|kil|hang|shoot|drown|poison myself|meself|self",
            "kill me",
            "hurt|hurting|harm|harming|cut|cutting myself",
            "suicid*",
            "self harm*",
            "selfharm*",
            "end|ending|take|taking my life",
            "end|finish it all",
            "end|ending everything",
            "dont|not|no want|wanna|wish|will live|living|alive|exist",
            "no reason|point|will|wish live|living|alive|life",
            "better off|of dead|without",
            "life not|isnt|no worth",
            "not|isnt worth living|life",
            "tired|sick living|life|alive",
            "cant|cannot go on",
            "cant take this|it anymore|longer",
            "dont|not want|wanna here anymore|longer",
            "dont|not want wake",
            "wish never|wasnt|werent|not born|here|alive",
            "give|giving|given up life|living",
            "everyone|everybody|family better without",
            "jump off|from|infront bridge|roof|balcony|train|window",
            "do something|smth stupid|myself",
            "goodbye forever|world",
            "death wish|wanted",
            "thoughts|thinking|thought death|dying|killing",
            "die today|tonight|now",
            "let me die",
        ),
        # Too much medicine, on purpose or not: the antidote has a clock.
        "overdose": (
            "overdos*",
            (
                "took|taken|swallowed|ate|had too many|much pills|tablets|medicine|meds|morphine|paracetamol"
                "|oxycodone|fentanyl"
            ),
            "took|taken|swallowed all|whole pills|tablets|medicine|meds|box|bottle",
            "poisoned",
            "poisoning",
        ),
        # Stroke: face, arm, speech.
        "stroke": (
            "face|mouth|smile droop*|hanging|crooked|lopsided|paralys*|paralyz*|numb",
            "slurred|slurring|slurs",
            "cant|cannot speak properly|right|words",
            "speech slurred|gone|slurry",
            "cant|cannot move|lift|feel arm|arms|leg|legs|hand|face|side|feet",
            "paralysed",
            "paralyzed",
            "arm|leg|side|legs suddenly numb|weak|dead|paralys*|paralyz*",
            "having|had|have|think stroke",
            "sudden|worst headache life|ever",
            "sudden blind*|vision",
        ),
        # Bleeding that does not stop, or from inside.
        "bleeding": (
            "blood|bleed wont|not|cant|doesnt|dosnt|keeps stop|stopping|coming|pouring",
            "bleeding heavily|badly|alot|lot|much|profusely|everywhere",
            "bleeding not|wont|doesnt|cant|dosnt stop|stopping",
            "cant|cannot|wont stop bleeding",
            "heavy|severe|massive|lots|lot bleeding|blood",
            "vomit*|cough*|throwing|spitting|puking blood",
            "blood vomit|vomiting|everywhere",
            "black|tarry|bloody stool*|poo|vomit",
            "blood stool*|poo",
            "losing|lost lot|lots|much blood",
        ),
        # Fainting, fits and a sleep that is too deep.
        "unconscious": (
            "passed|passing|blacked|blacking out",
            "fainted",
            "fainting",
            "faint",
            "unconscious",
            "collapsed",
            "seizure*",
            "convuls*",
            "cant|wont|doesnt wake|waken|respond",
            "unresponsive",
            "lost conscious*",
        ),
        # Nerves at the end of the spine (cauda equina): hours decide whether bladder and legs recover.
        "cauda-equina": (
            "cant|cannot|unable|not|stopped pee|urinate|wee|peeing",
            "cant|cannot|unable pass urine|water",
            "lost|losing|no|loss control|feeling bladder|bowel*|pee|urine|stool*",
            "numb*|feeling groin|saddle|genital*|crotch|perine*|bottom|anus|buttocks",
            "groin|saddle|genital*|crotch|bottom|private* numb*",
            "incontinen*",
            "wet|wetting|soiled|soiling myself",
            "legs|leg gave|giving|give way|suddenly",
        ),
        # Allergic shock.
        "allergy": (
            "throat|tongue|lips|face swell*|swollen|closing|closed",
            "swell*|swollen throat|tongue|lips|face",
            "anaphyla*",
            "allergic shock",
            "throat is closing",
        ),
        # Violence at home: staff call back in private; nothing is ever texted about it.
        "violence": (
            (
                "he|she|husband|wife|boyfriend|girlfriend|partner|son|they hits|hit|beats|beat|beating"
                "|hitting|hurts|rapes|raped|strangled|threatens me"
            ),
            "abused",
            "abusing",
            "raped",
            "afraid|scared of husband|wife|partner|boyfriend|him",
        ),
    }
)
