"""English, as patients write it. A word that means two things to two readers stands in neither list."""

from types import MappingProxyType
from typing import Final

from flows.replies.vocabulary import Vocabulary

VOCABULARY: Final = Vocabulary(
    num2words="en",
    locale="en",
    numbers=MappingProxyType({"nil": 0, "nought": 0, "naught": 0, "fourty": 40, "fourtyfive": 45, "ninty": 90}),
    articles="a|an",
    tens_first=True,
    units_first="",
    hundred="hundred",
    thousand="thousand",
    joint="and",
    point="point|dot",
    halves=MappingProxyType(
        {
            "and a half": 0.5,
            "and one half": 0.5,
            "half": 0.5,
            "a half": 0.5,
            "and a quarter": 0.25,
            "quarter": 0.25,
            "a quarter": 0.25,
            "half an": 0.5,
            "half a": 0.5,
        }
    ),
    one_and_a_half="",
    decimal_comma=False,
    month_may_lead=True,
    year_may_lead=False,
    neighbours="",
    suffixes="ish|s|xx|xxx",
    fillers=(
        "numbers|options|answers|mine|mine's|mines|mine is|it'd be|itd be|it would be|i rate it|i rate it at|put it at|"
        "i'd put it at|id put it at|i reckon|reckon|for me|as before|same|"
        "my pain is at|pain is at|pain's at|i have|i've|only|i'm going with|im going with|"
        "going with|put down|todays|temperature|temp|temperature is|my temperature is|my temp is|"
        "my temperature|the reading is|reading|i make it|a good|"
        "under the arm|under my arm|under the tongue|in the ear|in my ear|by ear|or so|about|around|"
        "roughly|approximately|approx|ca|circa|i'd say|id say|i would say|i say"
        "|i'll say"
        "|say|i think|i guess"
        "|i suppose|i feel|i'm at|im at|i am at|i am|i'm|im|it is|it's|its|is|it|that is|that's|thats"
        "|would be|probably"
        "|today|now|right now|just now|at the moment|at present|currently|still|again|my|the|this"
        "|answer|answer is"
        "|reply|score|scores|level|number|no.|nr|rating|rate|rate it|give it|i give it|i'd give it"
        "|i'd rate it|put|put me down for|pain"
        "|my pain|pain is|pain level|so|well|um|uh|er|hmm|hm|oh|ah|for|option|choice|a solid|a strong"
        "|strong|good"
        "|solid|of|my answer|i choose|i pick|i'll go with|i will go with|go with|lets say|let's"
        " say|just|doctor|nurse|as usual"
        "|same as before|the same|point|points|today's|for today"
    ),
    hedges=(
        "not too bad|not so bad|not bad|not great|not good|not very good|not too good|was|it was|"
        "last time|maybe|perhaps|possibly|might be|could be|unsure|almost|nearly|not sure"
    ),
    scale="on a scale|on the scale|on scale|out of a scale|scale",
    of="out of|of|outof|on",
    ranges="or|to|between|from|till|until|through|and maybe|or maybe|either|up to",
    corrections=(
        "scrap that|forget that|not that|"
        "sorry|no|i mean|i meant|meant|mean|actually|rather|oops|correction|wait|or rather|make that"
        "|make it|scratch that|nope"
        "|typo|instead|change to|change it to|should be|should have been|not that"
    ),
    negations=("not|not a|isn't|isnt|is not|it's not|it is not|wasn't|never|no longer|without|except|don't|dont"),
    but="but|rather",
    conjunctions="and|plus|also|as well as|with|both|then",
    comparators=(
        "million|millions|billion|"
        "minus|more than|less than|over|under|above|below|at least|at most|worse than|better than"
        "|more|less"
        "|than|minimum"
        "|maximum|max|min|or more|or less|higher|lower|upwards|times|exceeds"
    ),
    nothing=(
        "i have no pain at all|have no pain|i've no pain|not in pain|i'm not in pain|no pain now|no "
        "pain today|no pain|no pain at all|none|nothing|none at all|nothing at all|pain free|painfree|"
        "pain-free"
        "|no problems|no symptoms|i have no pain|not any"
    ),
    units=MappingProxyType(
        {
            "points": "point|points|pts",
            "percent": "percent|per cent|pct",
            "degrees": "degree|degrees|c|celsius|centigrade|degrees c|degrees celsius",
            "hours": "hour|hours|hrs|hr|h",
            "days": "day|days",
            "steps": "step|steps",
            "weight": "kg|kilo|kilos|kilograms|kilogram",
            "length": "cm|centimetres|centimeters",
            "other": (
                "f|fahrenheit|lb|lbs|pounds|stone|minutes|minute|min|mins|weeks|week|months|month|years|year"
                "|metres|m|km|miles|pills|tablets|mg|ml"
            ),
        }
    ),
    yes=(
        "ya|true|indeed|yes indeed|that is right|that is correct|yes|y|yep|yup|yeah|yea|yah|yess|yeh|yas|ye|aye|"
        "yes please|yes indeed|yes i do|yes i have|yes"
        " i am|yes i did|of course|definitely"
        "|absolutely|certainly|correct|that's right|thats right|that's correct|i do|i have|i did|yes"
        " it does|yes it is|affirmative|oh yes|for sure|👍"
    ),
    no=(
        "false|no never|no luckily|no thankfully|no fortunately|no thank goodness|"
        "no|n|nope|nah|naw|nay|noo|no thanks|no thank you|no way|certainly not|definitely not"
        "|absolutely not|of course not|i don't|i dont"
        "|i haven't|i havent|i didn't|i didnt|i am not|i'm not|no i don't|no i dont|no i haven't|no i"
        " havent|no i didn't|no i didnt"
        "|no i'm not|no i am not|no not really|no not at all|negative|👎"
    ),
    conditions="if|unless|depends|depending|maybe|perhaps|as long as|provided",
    surely=(
        "sure|i think so|think so|i guess so|suppose so|mhm|uh huh|mm hmm|aha|right|yes i think so"
        "|mostly|probably|i believe so|a bit yes"
    ),
    hardly=(
        "not really|not at all|never|i don't think so|i dont think so|don't think so|dont think so"
        "|think not|probably not|not yet|hardly|nothing|none|no i don't think so|no i dont think so"
    ),
    no_more=(
        "no more|none|no others|nothing more|nothing else|that's all|that is all|thats all|that was all"
        "|that's it|that is it|thats it|that was it|only that|only that one|just that|just that one"
        "|only one|just one|only the one|just the one|no other|not any more|i have no more"
        "|there are no more|there is no more|that's everything|that is everything|thats everything"
        "|that was everything|that's the lot|done|all done|finished|i am done|i'm done|im done"
    ),
    one_more=(
        "one more|another|another one|more|some more|a few more|two more|three more|1 more|2 more|3 more"
        "|there is one more|there's one more|there is another|there are more|i have one more"
        "|i have another|i have more"
    ),
    ordinals=MappingProxyType(
        {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9, "10th": 10}
    ),
    last="last|the last|last one|the last one|bottom one|the bottom one",
    all_of_them="all|all of them|all of the above|everything|every one|both",
    none_of_them="none|none of them|none of these|none of the above|neither|nothing|no|not any",
    today=MappingProxyType(
        {
            "today": 0,
            "yesterday": -1,
            "yday": -1,
            "tomorrow": 1,
            "the day before yesterday": -2,
            "day before yesterday": -2,
            "the day after tomorrow": 2,
            "day after tomorrow": 2,
        }
    ),
    roughly_today=MappingProxyType(
        {
            "this morning": 0,
            "this afternoon": 0,
            "this evening": 0,
            "tonight": 0,
            "last night": -1,
            "yesterday morning": -1,
            "yesterday evening": -1,
            "yesterday afternoon": -1,
            "now": 0,
            "just now": 0,
            "earlier today": 0,
            "yesterday night": -1,
        }
    ),
    ago="# UNIT ago|# UNIT back|# UNIT since",
    day_words="day|days",
    week_words="week|weeks",
    month_words="month|months",
    last_weekday="last|this past|past|on|this",
    next_weekday="next|coming",
    months=MappingProxyType({"sept": 9, "febuary": 2}),
    weekdays=MappingProxyType({"tues": 1, "thurs": 3, "weds": 2, "wednes": 2}),
    clock="at|o'clock|oclock|o clock|time|clock",
    half_past="half past",
    half_to="half",
    half_to_is_sure=False,
    past="past|after",
    to="to|before|til|till",
    quarter="quarter|a quarter",
    morning="am|a m|in the morning|this morning|morning",
    evening="pm|p m|in the evening|in the afternoon|at night|this evening|tonight|evening|afternoon",
    hour_words="hours|hrs|h|o'clock|oclock",
    minute_words="minute|minutes|min|mins",
    quarter_hours="quarter hour|quarter of an hour|quarters of an hour",
    half_hours="half hour|half an hour|half hours",
    midnight="midnight|at midnight",
    noon="noon|midday|at noon|12 noon",
    commands=MappingProxyType(
        {
            "stop": (
                "dont text me again|don't text me again|do not text me again|dont write to me again"
                "|stop writing to me|go away|stop them|stop bothering me|stop contacting|stop now please|i said stop"
                "|no more please|stop spamming me|stop spam|please no more messages|i dont want these messages"
                "|i don't want any more messages|i dont want any more messages|i do not want any more messages"
                "|i want you to stop|stop|stopp|stpo|sotp|stp|stop it|stop now|stop this|stop all|stopall|stop please"
                "|unsubscribe|unsubscribe me|cancel|end|quit|revoke|optout|opt out|opt-out|stop texting"
                "|stop texting me|stop messaging me|stop sending|stop sending me messages|stop sending messages"
                "|stop messages|stop the messages|stop sms|stop texts|stop these messages|stop the texts"
                "|no more messages|no more texts|no more sms|remove me|take me off|leave me alone|i want to stop"
                "|i want to opt out|don't text me|dont text me|do not text me|don't contact me|do not contact me"
                "|dont contact me|stop contacting me|please stop messaging me"
            ),
            "start": "start|unstop|resume|start again|begin again|restart|opt in|subscribe|resubscribe",
            "help": "help|info|what|huh|pardon|explain",
            "call": "call me today|call|phone|i need to talk",
            "back": "back|previous|undo",
            "skip": "skip|next|pass|n a",
            "dont-know": (
                "don't no|dont no|i dont no|i don't no|idk lol|not a clue|no clue at all|don't really know"
                "|i don't really know|dont really know|don't know|dont know|do not know|i don't know|i dont know"
                "|i do not know|dunno|i dunno|idk|no idea|i have no idea|not sure|i'm not sure|im not sure"
                "|i am not sure|unsure|don't remember|dont remember|i don't remember|i dont remember|can't remember"
                "|cant remember|i can't remember|can't say|cant say|hard to say|no clue|who knows"
            ),
            "later": (
                "later today|tomorrow|in a meeting|after work|later|another time|busy|i'm busy|im busy|i am busy"
                "|snooze|in a bit"
            ),
            "wrong-person": (
                "he is dead|she is dead|he has died|she has died|he died|she died|he passed away|she passed away"
                "|he has passed away|she has passed away"
            ),
        }
    ),
    correct=(
        "correct no|correct number|change no|change number|correct question number|change question number|"
        "correct|change|fix|edit|correct question|correct answer|change question|change answer|edit"
        " answer|fix question|redo"
    ),
    praise=(
        "great|perfect|lovely|brilliant|super|cool|excellent|wonderful|nice|fab|fantastic|very|that's|thats|that "
        "is|all|is|marvellous|smashing|top|awesome|kind|then|oh|nurse|doctor|doc|team|everyone|everybody|thank you|"
        "thank|you|much|so|all the best|have a nice day|have a good day|have a good one|take care"
    ),
    thanks_for=(
        "thanks for|thank you for|thank you so much for|many thanks for|thanks a lot for|ta for|cheers for|"
        "thankyou for|thx for"
    ),
    sign_offs="from|regards|best regards|kind regards|love|love from|best wishes|yours",
    present="is|it's|its|am|i'm|im",
    thanks=(
        "have a nice day|have a good day|take care|okey dokey|okie dokie|np|received|have a good one|have a good "
        "weekend|have a nice weekend|happy christmas|merry christmas|thank you nurse|thank you doctor|thanks nurse|"
        "thanks doctor|thank u so much|ta|cheers mate|lovely thanks|will do thanks|perfect thanks|"
        "ok|okay|okey|okie|k|kk|ok thanks|thanks|thank you|thankyou|thank u|thx|ty|tnx|cheers|thanks"
        " a lot|many thanks|thank you so much|thank you very much|got it|will do|understood|noted|no"
        " problem|no worries|you're welcome|alright|all right|ready|continue|go on|carry on|hi|hello"
        "|hey|hi there|good morning|good evening|good afternoon|good night|bye|goodbye|done|finished"
        "|👍|🙏"
    ),
    polite=(
        "love|darling|duck|x|xx|xxx|"
        "pls|plz|mate|lol|thank u|so much|"
        "please|thanks|thank you|thx|ty|cheers|hi|hello|hey|good morning|good evening|good afternoon"
        "|hi there|ok|okay|dear|kind regards|best regards|regards|bye|sorry|there|sir|madam|many"
        " thanks|thank you very much|thanks a lot|🙏"
    ),
    begin=(
        "go|start|begin|ready|i'm ready|im ready|i am ready|let's go|lets go|go ahead|ok|okay|okey|k"
        "|sure|fine|alright|all right|happy to|continue|go on|carry on|yes|do it"
    ),
    agree=("agree|i agree|i consent|consent|accept|i accept|agreed|go|yes i agree|yes i consent|yes i accept"),
    disagree=(
        "disagree|i disagree|decline|i decline|i don't agree|i dont agree|i do not agree|do not agree"
        "|don't agree|dont agree|not agree|refuse|i refuse|i don't consent|i do not consent|i dont"
        " consent|no i don't agree|no i do not agree"
    ),
    short="short|short version|short form|the short one|shorter|brief|quick|quick version",
    not_me=(
        r"(?:no )?(?:this is|it's|its|it is|that is|that's|i am|i'm|im) not|(?:this|that|it) isn't|i don't know "
        r"any(?:one called)?"
        r"|i don't know|there is no|there's no|no one called|nobody called|my name is not|my name isn't"
    ),
    states=(
        "well|good|great|fine|better|best|worse|ready|happy|glad|sad|sick|ill|tired|sure|certain|ok|"
        "okay|fun|nice|easy|hard|true|right|wrong|bad|normal|nice|alone|able|pregnant|asleep|awake|"
        "hungry|thirsty|dizzy|hot|cold|strong|weak|worried|afraid|scared|anxious|pleased|satisfied|"
        "comfortable|painful|sore|swollen|red|clear|possible|important|working|sleeping|eating|walking|"
        "feeling|going|coming|taking|having|doing|getting|helping|healing|home|here|there|today|"
        "yesterday|english|british|danish|swedish|norwegian|christian|muslim|christmas|fair|funny|"
        "enough|much|many|very|really|pain|allowed|used|over|done|finished|interested|available|"
        "possible|helpful|useful|serious|urgent|dead|alive|disabled|diabetic|married|retired|monday|"
        "tuesday|wednesday|thursday|friday|saturday|sunday|paracetamol|covid|cancer|me|mine|him|her|"
        "yours|ours"
    ),
    absences=(
        r"\b(on|my) (annual |sick |maternity |paternity |parental |medical |compassionate |a )?(leave|holidays?|"
        r"vacation|break)\b"
        r".*\b(until|till|til|to \d|from \d|back (on|in)|return\w*|reply|respond|contact|notice|through|email)\b",
        r"\b(on|my) (annual|sick|maternity|paternity|parental|medical|compassionate) leave[.! ]*$",
        r"\b(i'?m|i am|currently|am) (away|out of (town|the country)|travelling|abroad|unavailable|not available|"
        r"not in)\b.*"
        r"\b(until|till|through|return\w*|back (on|in|at)|contact|will (reply|respond|get back)|access to)\b",
        r"\b(be back|returning|return) (to|in|at) (the office|work|my desk)\b",
        r"^(hi[,. ]*)?(i'?ll|i will|we will) (be )?(back|return) (on|after|in) \d",
        r"\b(away|absent) (from (my|the) \w+|until|till)\b",
        r"\b(unavailable|not available|away from my phone)\b.*\b(will|i'll|call|reply|respond|later|soon)\b",
        r"\b(thank you|thanks) for (your|the|this|contacting|getting|messaging|texting|emailing|calling) "
        r"?(message|e-?mail|text|call|sms|enquiry|inquiry|us|me|in touch)\b.{12,}",
        r"\b(could|can) ?not be (delivered|reached|completed)\b|\bundeliver\w+|\bnot (been )?delivered\b|\bdelivery "
        r"(has )?failed\b",
        r"\b(does|do|can) ?not (accept|receive|take) (\w+ )?(messages|texts|sms|calls|replies)\b|\b(mailbox|inbox) "
        r"is full\b",
        r"\b(subscriber|person|customer|number|party) (you|that|is|cannot|can't|has)\b.*\b(reach\w*|dialled|dialed|"
        r"called|available|service)\b",
        r"\bdriving\b.*\b(sent from|can'?t|cannot|stop|arrive|park|get there|reply|call you|answer)\b",
        r"^(sorry[,.!]? )?(i )?(can'?t|cannot) talk( right)? now[.! ]*(what'?s up\??)?[.! ]*$",
        r"\bcan i call you (back )?later\b|\b(i'?ll|will|i will) (call|ring) (you )?back\b|\bcall (you )?back later\b",
        r"\b(i'?ll|i will|will) (reply|respond|answer|get back to you|return your (call|message)) "
        r"(on|upon|after) my return\b",
        r"\bin (a meeting|class|surgery|court|theatre)\b.*\b(will|i'll|call you|text you|later)\b",
        r"\bnotifications? (are |is )?(silenced|turned off|off|paused)\b|\bfocus (mode )?(is )?(on|turned on)\b",
    ),
    auto_replies=(
        r"\bout of (the )?office\b",
        r"\bauto(matic|mated)?[- ]?(reply|response|message|responder)\b",
        r"\bsent automatically\b",
        r"\b(i'?m|i am) (currently )?(driving|in a meeting|on (annual )?leave|on holiday|on vacation)"
        r"\b.*\b(later|return|back|when|soon|automatic)",
        r"\b(i'?m|i am) driving\b(.*\b(reply|later|call|text|respond|automatic)|( right| now| at the moment)*[.! ]*$)",
        r"\bdo not disturb\b.*\b(on|while|driving|notif)",
        r"\b(can'?t|cannot) (talk|answer|respond)( right)? now\b.*\b(later|back|soon)\b",
        r"\bthis (mailbox|number|inbox) is not (monitored|in use|in service)\b",
        r"\bno longer in (use|service)\b",
        r"\bi (will|'ll) (call|ring|text) (you )?(back )?later\b",
    ),
    ordinary=(
        "fire|to|too|for|ate|won|tree|free|fine|fin|find|live|life|give|five-star|none|gone|done|bone"
        "|tone|ton|men|hen|pen|then|when|tent|often|tend|line|mine|nice|night|right|might|light"
        "|weight|height|sight"
        "|severe|never|even|event|sex|fix|mix|sit|off|our|out|fore|form|here|hero|there|these|where"
        "|two-way|town|tow|toe|nose|not|now|new|how|who|why|was|has|had|his|her|him|she|had|the|them"
        "|they|them|that|this"
        "|bad|sad|bed|red|old|own|low|slow|high|hi|hot|cold|hurt|pain|day|say|may|way|yet|get|got|let"
        "|set|best|test|rest|west|yesterday|eyes|us|use|bye|by|my|me|on|one's|once|any|many|more|most"
        "|some|same|come|home|worse|worst|six-pack|less|yer|yet|nod|nor|ache|aches|each|eighth|net"
        "|next|text|help|hell|hello"
    ),
    endings="s|es|ing|ed",
    standard=MappingProxyType(
        {
            "u": "you",
            "r": "are",
            "pls": "please",
            "nr": "number",
            "can't": "cannot",
            "cant": "cannot",
            "can not": "cannot",
        }
    ),
)
