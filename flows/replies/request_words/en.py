"""English words of requests."""

from types import MappingProxyType
from typing import Final

IDLE: Final = (
    "thank_you|thank_u|please|pls|plz|sorry|just|really|honestly|actually|thanks|thank|thx|cheers|ok|okay|oh"
    "|well|um|uh|er|hi|hello|hey|dear|mate|love|kindly|perhaps|maybe|possibly|then|so|but|very|quite|afraid"
    "|lol|x|xx|though"
)
SPELT: Final = MappingProxyType(
    {
        "im": "i am",
        "ive": "i have",
        "ill": "i will",
        "id": "i would",
        "dont": "do not",
        "doesnt": "does not",
        "didnt": "did not",
        "cant": "can not",
        "cannot": "can not",
        "couldnt": "could not",
        "wont": "will not",
        "wouldnt": "would not",
        "isnt": "is not",
        "aint": "is not",
        "arent": "are not",
        "havent": "have not",
        "hasnt": "has not",
        "lets": "let us",
        "thats": "that is",
        "its": "it is",
        "whats": "what is",
        "whos": "who is",
        "hes": "he is",
        "shes": "she is",
        "theres": "there is",
        "youve": "you have",
        "wanna": "want to",
        "gonna": "going to",
        "gimme": "give me",
        "anymore": "any more",
        "anybody": "anyone",
        "somebody": "someone",
        "nobody": "no one",
        "u": "you",
        "ya": "you",
        "r": "are",
        "msg": "message",
        "msgs": "messages",
        "txt": "text",
        "txts": "texts",
        "l8r": "later",
        "l8er": "later",
        "2moro": "tomorrow",
        "tmrw": "tomorrow",
        "tomoz": "tomorrow",
        "tomo": "tomorrow",
        "2nite": "tonight",
        "mins": "minutes",
        "min": "minutes",
        "hrs": "hours",
        "hr": "hour",
    }
)
SETS: Final = MappingProxyType(
    {
        "may": (
            "can_i|could_i|may_i|can_we|could_we|i_can|i_want_to|i_would_like_to|i_need_to|i_will|i_would|i_wish_to"
            "|let_me|let_us|is_it_possible_to|is_it_all_right_to|am_i_allowed_to|would_like_to|want_to|will"
            "|i_am_going_to|i_have_to|i_must|we_can|need_to|we_will|i|would_it_be_possible_to|i_think_i_will"
            "|i_would_prefer_to|i_prefer_to"
        ),
        "you": (
            "can_you|could_you|will_you|would_you|can_someone|could_someone|can_anyone|could_anyone|will_someone"
            "|would_someone|can_they|could_they|i_want_you_to|i_would_like_you_to|i_need_you_to|would_you_mind"
            "|i_want_someone_to|i_would_like_someone_to|i_need_someone_to|someone_to|would_like_someone_to|you_can"
            "|you_may|someone_can|would_like_you_to|get_someone_to|have_someone|ask_someone_to|let_someone"
            "|need_someone_to|want_someone_to|want_you_to|tell_someone_to|i_wish_you_would"
            "|is_it_possible_for_someone_to"
        ),
        "staff": (
            "the_nurse|a_nurse|nurse|the_doctor|a_doctor|doctor|the_clinic|the_surgery|the_hospital|the_ward|the_team"
            "|one_of_you|the_physio|a_physio|my_nurse|my_doctor|the_consultant|my_consultant|a_member_of_staff|staff"
            "|a_human|a_real_person|a_person|someone|anyone|a_human_being|you|somebody|a_living_person|someone_else"
            "|an_actual_person|someone_real|the_gp|my_gp|reception|the_receptionist|someone_from_the_clinic"
            "|someone_in_person|one_of_the_nurses"
        ),
        "this": (
            "this|that|it|this_one|that_one|the_question|this_question|that_question|one|question|this_part|this_bit"
            "|these|the_rest|your_question|the_questions|these_questions|your_questions|questions|survey|the_survey"
            "|this_survey"
        ),
        "reply": (
            "answer|reply|respond|do|finish|complete|write|text|message|fill_in|get_back|come_back|get_back_to_you"
            "|continue|text_you|reply_to_you|answer_you|text_back|write_back|message_back|message_you|be_in_touch"
            "|carry_on|look_at|get_round_to|send|send_you|try|try_again|fill_out|get_to|come_back_to|reply_to"
            "|respond_to"
        ),
        "when": (
            "later|l_8_r|2_moro|2_nite|later_on|tonight|tomorrow|this_evening|this_afternoon|tomorrow_morning"
            "|tomorrow_evening|tomorrow_night|in_a_bit|in_a_while|in_a_minute|in_a_moment|in_an_hour|in_half_an_hour"
            "|in_#_minutes|in_#_hours|in_#_hour|another_time|some_other_time|another_day|some_other_day"
            "|when_i_get_home|when_i_am_home|when_i_am_back|when_i_am_free|when_i_get_back|when_i_can"
            "|when_i_have_time|when_i_get_time|when_i_get_a_chance|when_i_get_a_minute|after_work|after_lunch"
            "|after_dinner|after_tea|after_supper|after_breakfast|at_lunch|after_my_nap|this_weekend|next_week"
            "|at_the_weekend|soon|shortly|asap|as_soon_as_i_can|a_bit_later|bit_later|a_little_later|little_later"
            "|when_i_finish_work|in_the_morning|in_the_evening|in_the_afternoon|in_a_few_minutes|later_tonight"
            "|a_while_later|at_a_later_time|once_i_get_home|once_i_am_home|when_i_am_done|some_time_later"
            "|in_a_few_hours|in_a_couple_of_hours|after_the_weekend|a_different_time|at_another_time"
            "|at_some_other_time|tonite|when_i_wake_up|when_i_have_a_minute|when_i_have_a_moment|when_i_am_finished"
            "|again_later|again_tomorrow|later_again|on_monday|on_tuesday|on_wednesday|on_thursday|on_friday"
            "|on_saturday|on_sunday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|some_time_today"
            "|today_later|a_bit_later_on|later_in_the_day|at_noon|at_lunchtime"
        ),
        "hour": (
            "at_#|at_#_pm|at_#_am|around_#|about_#|after_#|before_#|at_half_past_#|at_#_o_clock|at_#_#|after_#_pm"
        ),
        "now": (
            "now|right_now|just_now|at_the_moment|at_present|currently|at_this_moment|at_this_time|this_minute|today"
        ),
        "i_am": "i_am|i|we_are|am|sorry_i_am",
        "know": (
            "know|remember|recall|say|tell|think_of_one|have_an_answer|have_a_number|know_how_to_answer"
            "|know_what_to_say|know_what_to_answer|know_what_to_put|know_the_answer|be_sure|tell_you|say_for_sure"
            "|know_for_sure|judge|decide|work_it_out|give_a_number|put_a_number_on_it|put_a_number_to_it|estimate"
            "|know_what_to_write"
        ),
        "texts": (
            "texts|messages|sms|questions|surveys|text|message|text_messages|texting|reminders|these|them|those"
            "|emails|contact|texts_from_you|messages_from_you|survey|questionnaires|spam|stuff|smses|notifications"
            "|contacts|messaging"
        ),
        "send": "send|text|message|contact|write_to|bother|spam|write|send_me|send_to|harass|pester|disturb",
        "these": (
            "these|those|any|any_more|all|the|your|more|all_these|all_the|all_of_these|any_of_these|all_your"
            "|any_of_your"
        ),
        "kin": (
            "he|she|my_husband|my_wife|my_mother|my_father|my_mum|my_dad|mum|dad|my_brother|my_sister|my_son"
            "|my_daughter|my_partner|the_patient|mother|father|my_grandmother|my_grandfather|my_nan|my_gran"
            "|her_husband|his_wife|they|my_mam|my_aunt|my_uncle|my_mother_in_law|my_father_in_law|this_person"
            "|this_patient|that_person|the_person|owner_of_this_phone"
        ),
        "they": "he|she|the_patient|this_person|this_patient|that_person|the_person|patient|they|owner_of_this_phone",
        "wrong": "wrong|incorrect|not_the_right|the_wrong|a_wrong|the_incorrect|not_right|an_incorrect|some_wrong",
        "number": (
            "number|person|phone|phone_number|no|nr|num|mobile|mobile_number|telephone_number|guy|telephone|lady"
        ),
    }
)
