"""English requests."""

from types import MappingProxyType
from typing import Final

REQUESTS: Final = MappingProxyType(
    {
        "stop": """
            <you>? stop|quit|cease sending|texting|messaging|contacting|writing|bothering|spamming|asking|pestering|
                harassing to? me? <these>? <texts>? to_me|from_you? now|any_more|again|altogether?
            <you>? stop|quit|cease <these>? texts|messages|sms|questions|surveys|reminders|notifications|
                text_messages|spam to_me? now|any_more?
            <you>? stop|quit this|it|these|them|all|everything now|altogether|completely|for_good|all_together?
            i_want|i_would_like|i_wish|want|i_have_decided|would_like to stop|opt_out|quit|unsubscribe|withdraw|
                leave_the_study|leave_this_study|cancel now|this|it|the_study|the_programme|the_program|these_texts|
                these_messages|the_messages|from_the_study|from_this|all_this|the_texts|the_survey|from_this_study|
                this_study|taking_part|receiving_messages|getting_messages|getting_texts|receiving_texts|your_service|
                this_service|the_service?
            i_want|i_would_like you|this|these|them to stop now?
            opt|sign|take|let me out of_this|of_these|of_it|of_the_study|of_this_study|of_the_programme|
                of_these_texts|of_these_messages?
            i opt out
            <you>? unsubscribe|deregister|withdraw|remove|delete|take|unregister|cancel me|my_number|us|
                my_subscription|my_details|this_number|my_phone_number|my_name off|from|out_of? this|your|the|these|
                any? mailing? lists|list|service|programme|program|system|study|records|texts|messages|database?
            <may> be|get removed|unsubscribed|taken_off|deleted|withdrawn from|off? this|your|the? list|study|service|
                programme|system?
            how do|can i stop|unsubscribe|opt_out|get_off|cancel|get_out_of|stop_getting|stop_receiving this|these|it|
                these_texts|these_messages|the_list|this_list|your_list|the_messages|from_this|from_these|texts|
                messages?
            no more <these>? texts|messages|sms|questions|surveys|contact|reminders|of_these|of_this|spam|
                text_messages from_you|now|to_me|ever|at_all?
            <you>? do_not|not|never <send> me|us? <these>? <texts>? to_me|again|now|any_more|from_you|any_longer|
                ever_again|ever|on_this_number?
            i? do not want|wish|like|need|care to get|receive|have|be_sent|see <these>? <texts> from_you|any_more|now|
                any_longer|at_all|again|to_me?
            i? do not want|wish|need <these>? texts|messages|sms|questions|surveys|reminders|text_messages|spam|
                any_more_of_these|any_of_this|any_more_of_this from_you|any_more|now|any_longer?
            i? do not want|wish|like to be texted|contacted|messaged|bothered|spammed|on_your_list|part_of_this|
                in_this|in_the_study|on_the_list|on_this_list any_more|again|now|any_longer|by_you|at_all?
            i? do not want|wish|like to take_part|participate|be_part_of_this|continue|do_this|be_in_this|be_involved|
                carry_on|go_on|be_in_the_study|join in|in_this|with_this|in_the_study|in_this_study|with_the_study|
                any_more|now|any_longer|at_all|in_it|in_this_any_more?
            i? no longer want|wish to? take_part|participate|continue|receive|get|be_contacted|be_texted|
                be_part_of_this|do_this|be_in_this|have|be_in_the_study? <these>? <texts>? in|in_this|in_the_study|
                with_this|from_you?
            <you>? leave me alone|be|in_peace|alone_now
            i am not taking_part|participating|continuing|doing_this|interested any_more|in_this|in_taking_part|
                in_the_study|in_these_texts|in_this_any_more?
            i have had enough of these|of_this|of_these_texts|of_your_texts|of_the_texts|of_these_messages|
                of_your_messages|of_this_survey|of_your_questions
            enough of these|of_this|texts|messages|of_these_texts|of_these_messages|with_the_texts|with_the_messages|
                with_these_texts
            <you>? lose|forget|erase|block my_number|me|this_number
            <you>? end|cancel|terminate|discontinue|finish this|these|it|the_messages|these_messages|the_texts|
                these_texts|my_subscription|the_subscription|subscription|messages|texts|all_messages|the_study|
                my_participation|participation|everything|all now?
            i quit|withdraw|resign|cancel now|from_this|from_the_study?
            i want out of_this|now|of_it|of_the_study?
            withdraw
            stop|quit contacting|texting|messaging|writing|sending|bothering
            i am out|done of_this|of_the_study|with_this|with_these_texts|with_this_survey|with_these_messages|
                with_the_study
            """,
        "call": """
            can|could|will|would|may|should|i_want|i_would_like|i_need|ask <staff> to? call|ring|phone|contact|
                telephone me? back|up? <when>|<hour>|asap|about_this?
            phone|telephone call now|today?
            <you>? <staff>? call|ring|phone|telephone|contact|call_up|ring_up|call_back|ring_back|phone_up|phone_back
                me|us|my_mobile|my_phone|my_number|me_up|me_back|on_my_mobile|my_landline|at_home? up|back|instead|on|
                over? #|this_number|my_mobile|the_phone|my_home_number|my_landline? about_this|regarding_this|
                about_it? <when>|<hour>|asap|now|urgently|right_now|right_away|straight_away|immediately|when_you_can|
                when_you_have_time|any_time|when_possible|as_soon_as_possible|first_thing|when_convenient|
                when_you_get_a_chance|as_soon_as_you_can|before_#|between_#_and_#|on_this_number?
            <you> <staff>? give|get me|us a? call|ring|bell|buzz|phone_call|callback|shout|phone back? <when>|<hour>|
                asap|now|when_you_can|when_you_have_time|as_soon_as_possible?
            give|get me a? call|ring|bell|buzz|phone_call|callback|call_back|shout back? <when>|<hour>|asap|now|
                when_you_can|when_you_have_time|as_soon_as_possible?
            <may>? have|get|request|ask_for|arrange|book|receive|a|need|want a? call|phone_call|callback|ring|
                telephone_call|call_back|phone_consultation from_you|from_a_nurse|from_the_nurse|from_a_doctor|
                from_the_doctor|from_someone|back|from_the_clinic|instead? <when>|<hour>|asap|now?
            i? want|need|would_like|require|request|prefer|would_prefer|expect|wish a|to_get_a|to_have_a? call|
                phone_call|callback|ring|telephone_call|call_back from_you|from_a_nurse|from_the_nurse|from_a_doctor|
                from_the_doctor|from_someone|back|from_the_clinic|instead? <when>|<hour>|asap|now?
            <may>? rather|prefer_to? speak|talk|speaking|talking|chat|have_a_chat|have_a_word|speak_directly|
                talk_directly|get_hold_of|get_in_touch|discuss_this|discuss_it to|with|of <staff> about_this|instead|
                about_it|on_the_phone|by_phone|over_the_phone|about_my_pain|about_something? <when>|now|asap?
            <may>? rather|prefer_to? speak|talk|chat|discuss_this|do_this|answer|reply|answer_this on|over|by|via the?
                phone|telephone|call instead?
            <may> be|get called|rung|phoned|contacted|called_back|rung_back|phoned_back|telephoned by? <staff>?
                <when>|<hour>|asap?
            <you>? ask|get|tell|have|let <staff> to? call|ring|phone|contact|telephone|call_back|ring_back me? up|
                back? <when>|<hour>|asap|now?
            call|callback|phone_call|ring|telephone_call back|requested|wanted|needed|now|asap|me|instead|required
            how|when can i get_hold_of|speak_to|talk_to|reach|call|ring|phone|contact <staff>
            call_back|ring_back|phone_back|callback
            can|could you ring|call|phone|telephone
            """,
        "help": """
            <may>|i_am|i_could? need|want|needing|do_with|require some|a_bit_of|a_little|a|any? help|assistance|
                support|info|information|more_information|explanation with_this|here|with_it|with_this_question|
                with_the_question|answering|to_answer|to_understand|with_that|with_these?
            <you>|anyone|someone? help|assist|explain|clarify me|us|this|it|that|to_me|what_this_means|the_question|
                this_question|what_you_mean|that_again|again|more? with|to|out? this|it|that|the_question|
                this_question|me|understand|answer|answering?
            help|info|information|assistance|instructions needed|required|wanted|me|with_this|now|guide?
            i? do|did|can|could not understand|get|follow|make_out|make_sense_of|understood|comprehend <this>|
                what_you_mean|what_this_is|what_you_want|what_i_should_do|what_to_do|what_this_means|you|
                how_this_works|what_you_are_asking|the_scale|the_numbers|your_message|the_message|this_message|
                this_text|a_word|anything|how_to_answer|how_to_do_this|how_to_reply|how_to|what_it_means|
                what_you_are_asking_me|the_point? at_all|now?
            i? do not know|understand how|what to do|answer|reply|do_this|use_this|write|answer_this|do_next|
                reply_to_this
            what do|does|should|shall|must|am|can|would|are i|you|this|it|that|we|they do|write|answer|mean|say|reply|
                want|text|put|press|send|respond|type|want_me_to_do|need|want_to_know|asking|doing|supposed_to_do|
                meant_to_do|supposed_to_write|supposed_to_answer|want_from_me|talking_about|asking_me|type_in? by|
                with|for|now|here|next|to|about|me? that|this|it|question?
            what|who|which|where|why is|are|was this|that|you|it|these|the_question|the_scale|this_number|this_for|
                this_about|that_supposed_to_mean|texting_me|writing_to_me|messaging_me|asking|sending_this|it_about|
                it_for|this_from|next|going_on|meant_by_this|meant_by_that|meant_by_it|meant_here|the_first_question|
                the_last_question|this_survey|this_all_about|the_meaning|the_difference|the_question_again|
                your_question|these_messages|these_messages_for|these_for|the_highest|the_lowest|the_worst|the_best|
                worst|best|highest|lowest|it_from|contacting_me about|for|from|again?
            what|which|who|how now|next|next_step|question|scale|number|numbers|survey|come|pain|message|exactly
            what do|does the numbers|the_scale|this_question|the_question|that_word|the_options|#|the_number|
                the_letters mean|stand_for|measure
            how do|does|should|shall|can|am|is|would i|this|it|we|you|to answer|reply|work|do|respond|use|write|mean|
                fill_in|begin|start|continue|supposed_to_answer|meant_to_answer|rate|score|measured|go|go_on|
                supposed_to_do|get_started this|it|that|to_this|now|the_question|this_question|these|my_pain|here?
            how does|do this|it|the_scale|the_texts|these_texts|the_numbers|the_survey work
            how|what to answer|do|use|reply|write|respond|say|do_now this|it|now|here|to_this?
            ~i am confused|lost|stuck|unsure_what_to_do|a_bit_confused|a_bit_lost|not_following|a_little_confused|
                not_with_you|totally_lost|unsure_how_to_answer|unsure_what_you_mean|not_sure_what_you_mean|
                not_sure_what_to_do|not_sure_how_to_answer|not_sure_what_this_means|not_sure_what_you_want|
                not_sure_what_this_is|not_sure_how_this_works|struggling_with_this|puzzled|not_sure_what_to_write
            ~confused|lost|stuck|not_clear|unclear|do_not_follow|no_comprende
            come again|say_that_again|say_again|repeat|repeat_that|repeat_the_question|can_you_repeat|
                can_you_repeat_that|can_you_repeat_the_question|what_was_that|what_was_the_question|which_question|
                which_one|what_question|can_you_say_that_again|send_again|send_it_again|resend|
                what_was_the_question_again|could_you_repeat_that|could_you_repeat|could_you_repeat_the_question
            show|send|see me? instructions|help|the_instructions|commands|options|the_options|menu|the_question|
                the_question_again|question_again
            is #|10|0|zero|ten the? worst|best|highest|lowest|good|bad|most|least|high|low pain|or_best|or_good|
                or_lowest|possible|or_the_best|pain_or_best?
            this|the_question|it is not clear|unclear|confusing
            i? forgot|forget how|what to do|answer|reply|the_question_was|i_should_do
            """,
        "back": """
            <may>|take_me|take_us|you_go|oops|wait|bring_me|i_would_like_you_to? go|return|step|move|jump|get|take_me
                back|backwards|to_previous|to_the_previous|to_the_last|to_my_last|to_last a? one? step|question|page|
                answer? again?
            back|previous|prev again?
            back|previous|prev|last|preceding|earlier question|one|page|step|answer|message|a_step|one_step|
                one_question|a_question again|back?
            the previous|last|one question|one|answer|before|back|before_this again?
            back to|up the|my? last|previous|question_before|one_before|other|earlier|question one|question|answer|
                message?
            back one|1|a question|step|message|answer
            <may>? undo|reverse|revert|revoke|take_back|cancel|delete|retract my|the|that|last|it|this|my_last|
                the_last|the_previous|my_previous? answer|one|reply|response|last|last_answer?
            one|1 back|step_back|question_back
            prev|previous|undo|back|backwards|rewind|go_back|goback
            the one before|back
            oops back|go_back|undo
            <may>? redo|change|correct|edit|fix|amend|alter my|the last|previous answer|one|reply|question|response?
            i made a mistake|typo|wrong_answer|error in|on|with|before? the_last|my_last|the_last_one|last_one|
                the_previous? one|question|answer?
            """,
        "skip": """
            <may>? skip|pass|miss|leave|omit|ignore|jump|drop|miss_out|leave_out|jump_over|pass_on|pass_over|go_past|
                skipping|skip_over|bypass|leave_blank|skip_past <this>? over|blank|by|for_now|empty|now|unanswered|
                alone? go_on|and_go_on|and_move_on|go_to_next|next|and_go_to_the_next?
            <may>? go|move|jump|continue|skip|proceed|carry_on|get on|to|on_to|ahead|over|onto the|a? next|another|
                following question|one|this?
            <may>? move|get|moving on|along|ahead now|to_next?
            the? next question|one|step|item
            i? do|would|will|wish|choose|decide|refuse|decline|prefer|rather not|to? wish|want|like|care|feel_like|
                need|prefer? to? answer|say|share|reply|respond|tell|disclose|comment|discuss|tell_you|answering|
                talk_about|go_into|give|to <this>|an_answer|to_this|that_to_you|about_this|about_that|on_this|to_that|
                you?
            i? would rather|prefer not|not_to to? answer|say|share|reply|tell|respond|tell_you|discuss|comment|do|
                disclose|talk_about? <this>|an_answer|to_this|that_to_you|about_this|you?
            i? am not|not_going_to|not_comfortable answering|answer|saying|telling|comfortable|sharing|discussing|
                telling_you|comfortable_answering|happy_answering|happy_to_answer|willing_to_answer|going_to_answer|
                doing|going_to_say|prepared_to_answer <this>|that_question|with_this_question|with_that_question|
                to_this?
            rather|prefer|preferably not|not_to answer|say|to_say|to_answer|tell|comment? <this>?
            prefer|want|like|choose|decline|refuse not_to_answer|not_to_say|not_to|to_answer|to_say|to_skip <this>?
            not answering|saying|telling|this_one|that_one|that_question|this_question|going_to_answer|
                willing_to_answer|commenting|doing <this>?
            no answer|comment|reply|response to|on|for? <this>?
            will not answer|say|reply|do|tell <this>|that_one?
            i refuse|decline to answer|say|reply|respond <this>?
            this|that|it|question|does|is|does_it? does|is|do? not apply|applicable|relevant|apply_to|for_me|concern|
                about_me|my_case to|for|in|here? me|my_case|my_situation|us|mine?
            not applicable|relevant|apply|concerning_me|my_case|valid to|for|in? me|my_case|us|mine?
            not applicable|n_a|na|no_answer|irrelevant|inapplicable|none_of_your_business|private|that_is_private|
                too_personal|that_is_personal|personal|mind_your_own_business|that_is_none_of_your_business|
                that_is_too_personal|too_private|it_is_private|it_is_personal
            do|must|should i|we have_to|need_to|must? answer|do|reply <this>|to_this|all? question|one|all_of_them|
                them_all|every_question?
            leave|give this|that|it|this_one|that_one|the_question a_miss|out|alone|blank|empty|unanswered|it
            give this|that|it a? miss|pass|skip one?
            pass|skip|skipp|omit|nxt|next|skip_it_all
            i pass|skip on_this|on_that|on_it?
            can not answer|reply <this>|that_one|to_this|this_kind_of_question|questions_like_this
            i can not answer <this>|that_one|to_this
            """,
        "dont-know": """
            i? do|did|can|could|would|will|have not <know> <this>|either|for_sure|exactly|what_to_say|what_to_answer|
                what_to_put|what_it_is|how_much|how_many|what|how_long|what_to_choose|what_number|what_to_write|
                anything|about_that|about_this|the_answer|yet|any_more|at_all|precisely|how_often|how_bad|which|
                which_one|with_certainty|what_to_pick|the_number|if_i_am_honest|to_be_honest|off_hand|which_number|
                without_checking|how_it_is|when|the_date|what_day|what_time|how_to_put_it|now?
            i? do not have|got an|any|the? answer|idea|clue|memory|recollection|foggiest|faintest to|about|of? <this>?
            i? have|got|have_got|have_absolutely|absolutely no|not_a|not_the|not_got_a|not_got_the|not_any|
                absolutely_no idea|clue|memory|answer|opinion|foggiest|faintest|recollection|way_of_knowing|
                slightest_idea|faintest_idea|foggiest_idea at_all|whatsoever|to_this|about_this|about_that|how_much|
                what_to_say|what_to_answer|on_this?
            no|not_a|not_the|absolutely_no idea|clue|memory|recollection|foggiest|faintest|faintest_idea|
                slightest_idea|opinion|foggiest_idea|way_of_knowing at_all|whatsoever|to_be_honest|how_much|
                what_to_say?
            i_am|am|feel|i_feel|still|i? not|un|a_bit_un|a_bit_not|not_at_all|not_too|not_so|not_entirely|
                not_completely|not_totally|not_absolutely|not_100|not_100_percent|not_that sure|certain|positive|
                confident about|of|on|if|how? <this>|how_much|what_to_say|what_to_put|what_to_answer|which|exactly|
                what_number|the_answer|either|how_many|yet|anymore|now|to_be_honest?
            i_am|am|feel|i_feel|still? unsure|uncertain|undecided|in_doubt|clueless|in_two_minds|torn about|of|on?
                <this>|how_much|what_to_say|what_to_put|what_to_answer|which|exactly|now?
            hard|difficult|tricky|impossible|too_hard|too_difficult|not_easy|tough|it_is_hard|it_is_difficult|
                it_is_impossible|that_is_hard|that_is_difficult|it_is_not_easy|very_hard|it_is_tricky to say|tell|
                know|answer|judge|put_a_number_on|remember|estimate|measure|explain|describe|decide|rate|
                put_into_a_number|give_a_number|put_a_number_on_it|put_a_number_to it|that|this|exactly|for_sure|now|
                this_question?
            i? forgot|forget|have_forgotten|forgotten|can_not_think|would_not_know|could_not_say|could_not_tell|
                could_not_tell_you|could_not_say_for_sure that|it|now|which|when|how_many|how_much|of_one?
            who|god|heaven|lord|goodness knows|can_say
            beats|search me
            your guess is as good as mine
            dk|dunno|idk|not_sure|i_dunno|dno|dont_no|no_ide|cba_to_know|couldnt_say
            i? do not no exactly|for_sure?
            i wish|would_if i knew|could_tell_you
            can not|never remember|recall|say|tell
            """,
        "later": """
            ~a minute|moment|second|sec|tick|mo
            <may>|can_you|i_might|i_shall|i_intend_to|i_hope_to|i_promise_to? <reply> <this>|to_this|to_it|back|
                to_you|this_survey|to_that|with_this|with_it|on_this|the_survey|you|again|to_you_on_this? <when>|
                <hour> on|again|instead|today|at_#|around_#?
            <may>|i_might|i_shall? be_back|be_in_touch|get_back|come_back|be_in_contact to? you|this|it? <when>|
                <hour>|about_this|on_this?
            <may>? get_back_to_you|come_back_to_you|get_back_to_this|come_back_to_this|come_back_to_it|get_back_to_it|
                get_back_to_that
            ask|remind|text|message|try|send|prompt|nudge|contact|poke|write|ping me|us|again|me_again|it|this|to_me|
                this_again|me_this|it_again|me_this_again|back? <when>|a_bit on|again?
            <you> ask|remind|text|message|try|send|contact|write|ping me|us|again|me_again|it|this|to_me|this_again|
                me_this|it_again|me_this_again|back? <when>|a_bit on|again?
            remind|ask me|us again?
            ~<when>
            <when> if_possible|instead|is_better|would_be_better|suits_me_better|suits_better|works_better
            not|can_not <now> busy|later|i_am_busy|tomorrow|doctor?
            i? can|do|will|am not able_to? <reply>|talk|do_this|chat|look|type|deal_with <this>|to_you|with_this|you?
                <now>
            ~i can not <now>
            i_have|i|have|got|there_is|i_have_got? no|not_got|not|have_not|not_have|do_not_have|not_got_any|
                not_have_any|not_got_the|do_not_have_the|have_not_got|have_not_got_the|have_no|got_no time|chance|
                a_minute|a_moment|a_second|opportunity for|to_do|to_answer|to? <this>? <now>?
            ~<i_am>? too? busy|occupied|tied_up|unavailable|engaged|in_a_meeting|in_a_rush|in_a_hurry|at_the_shops|
                snowed_under|swamped|rushed|in_the_middle_of_something|run_off_my_feet|on_the_phone <now>? <when>|
                will_answer_later|ask_me_later|not_now|talk_later|will_reply_later?
            ~<i_am>? at_work|working|driving|out|on_the_bus|on_the_train|shopping|eating|cooking|out_shopping|in_bed|
                at_dinner|at_lunch|having_dinner|having_lunch|out_for_dinner|on_my_way_out|walking_the_dog|
                with_visitors|about_to_eat|having_visitors|at_church|on_the_road|at_the_hospital|in_town|not_home|
                not_at_home|at_the_shop|gardening|in_the_shower|having_tea|having_breakfast|in_class|at_school|
                on_a_walk|out_walking|going_out|at_a_funeral|in_a_queue|at_the_hairdresser|at_the_gym|busy_working|
                off_to_bed|going_to_bed|at_the_checkout <now>? until_#|until_later? <when>|will_answer_later|
                ask_me_later|not_now|i_will_answer_later|will_do_it_later|will_reply_later|i_will_do_it_later|
                i_will_reply_later|can_not_now|can_not_answer?
            ~<i_am>? eating|shopping|working|busy|cooking|out|driving|in_bed|at_work <now>? will|i_will|can_i|ask_me|
                text_me|remind_me <reply>? <this>? <when>
            not|bad|wrong|is_not|this_is_not|this_is|it_is_not|it_is|now_is_not|this_is_not_a|it_is_not_a|
                now_is_not_a|not_a|not_the|this_is_a|it_is_a|now_is_a|not_at|no a|the? good|bad|best|great|convenient|
                wrong|right? time|moment now?
            ~hang|hold on a_minute|a_moment|a_second|a_sec?
            ~wait|hold a|one|until? bit|minute|moment|second|while|sec|minutes|later|tomorrow|tonight?
            ~one|half_a|in_a|give_me_a|two|give_me|give_me_one|need_a|i_need_a minute|moment|second|tick|sec|mo|while|
                minutes|couple_of_minutes|few_minutes|break|hour|bit_of_time|little_time|bit|bit_longer|few_hours|day|
                break_first|while_longer
            ~give_me|i_need|need|allow_me more|some|a_bit|a_little|a_bit_more|a_little_more|more_of time|minutes|hours
            ~let_me|will|i_will|need_to|must|have_to|i_have_to|i_need_to|i_must|i_want_to think|check|sleep_on_it|
                have_a_think|think_it_over|look|check_first|measure_first about|on|over? it|this|that? first? <when>?
            later|snooze|postpone|delay|defer|put_off this|it|alligator|on|one|question|this_question|the_question?
                <when>?
            <may>? snooze|postpone|delay|defer|put_off|leave|do|wait|save|put_it_off this|it|that|with|for? this|it|
                to|until|for? <when>
            not today|tonight|this_week|this_morning|this_evening|this_minute|until_later|until_tomorrow|
                before_tonight
            i am not free|available|able|ready <now>? <when>?
            ~not ready|ready_yet|quite_ready|there_yet
            """,
        "wrong-person": """
            <may>|i_think|i_believe|i_am_afraid|this_is|it_is|you_have|you_got|you_have_got|you_have_dialled|
                you_texted|you_are_texting|you_must_have|i_think_you_have|i_think_you_have_got|i_believe_you_have|
                you_seem_to_have|you_may_have|i_think_this_is|i_am_afraid_you_have|that_is|you_might_have|
                you_have_reached|you_are_contacting|i_think_you_got|you_are_messaging|you_have_messaged|
                you_have_texted|i_think_it_is|you_sent_this_to|this_went_to|you_are_writing_to|this_message_went_to|
                sent_to|you_must_have_got|i_must_be|i_am|texting|obviously|clearly|probably? <wrong> <number>|address|
                recipient i_think|you_have|here|for_him|for_her|for_that_person|for_them|again|try_again|pal|buddy?
            <wrong> number|person|no|nr|num|phone|mobile|guy i_am|this_is|my_name_is|you_have_reached|it_is|
                this_number_is|this_belongs_to|this_is_now|i_do_not_know|not|you_want|i_am_not|this_is_not|
                there_is_no|no|i_have_never_heard_of *
            you_have_the|you_have_got_the|you_got_the|i_think_you_have_the|i_think_you_have_got_the wrong number|
                person|phone i_am|this_is|my_name_is|this_number_is|there_is_no|i_am_not|i_do_not_know|this_is_not *
            this|that|it|you are|is|was|am|have|i_am? not me|him|her|the_patient|the_right_person|the_right_number|
                my_name|who_you_think|the_person_you_want|the_person_you_are_looking_for|my_survey|meant_for_me|
                addressed_to_me|his_number|her_number|their_number|his_phone|her_phone|my_message|my_appointment|
                intended_for_me|the_correct_person|the_correct_number|supposed_to_be_me|the_one_you_want any_more|
                any_longer|now|here|you_know?
            i am not him|her|the_patient|your_patient|a_patient|that_person|the_right_person|the_person|
                who_you_think_i_am|this_person|the_person_you_want|the_person_you_are_looking_for|the_one_you_want|
                a_patient_of_yours|the_one|this_patient|that_patient|a_patient_there|a_patient_here|your_client|
                who_you_think|the_correct_person|the_person_you_think i_am|any_more|of_yours?
            not me|him|her|the_patient|your_patient|the_right_person|the_right_number|my_name|meant_for_me|my_survey|
                the_person_you_want|a_patient|the_correct_person|my_phone|my_patient|the_correct_number|my_number
            i? do not know|have anyone|anybody|any|who|no_one|this|that|such by|of|called|named|with|this|that|person?
                that|this|the? name|person|is|is_meant|patient? here|on_this_number?
            no one|such_person|patient|person by|of|called|with|named? this|that? name? lives|here|on_this_number|
                lives_here|at_this_number|at_this_address|with_this_number|on_this_phone?
            there|we_have is? no one|such_person|person|patient by|of|called|with|named? this|that? name? lives|here|
                on_this_number|lives_here|at_this_number|at_this_address|with_this_number|living_here?
            <kin>|that_person|person_you_want|no_one_here? does|is not|no_longer|not_longer live|living|at|use|using|
                have|has|on|own here|there|this_number|this_phone|with_me|at_this_number|at_this_address|that_number
                any_more|now|any_longer?
            <kin> no longer lives|has|uses|live|have|use|owns here|this_number|this_phone|at_this_address any_more?
            <kin> has|have|had changed|moved|got|given_up number|numbers|phone|a_new_number|away|out|phones|
                this_number|a_new_phone
            this|that|it is|was no_longer|not_longer|not|now|not_any_longer|not_any_more <kin>|his|her|their|
                my_husbands|my_wifes|my_mothers|my_fathers|my|the_patients? number|phone|mobile|phone_number|
                new_number|old_number|someone_elses_number|someone_elses_phone any_more|any_longer|now?
            this|that|it is|was someone elses|else number|phone|mobile? now|already?
            ~<they> is|has|have|are|had|recently|sadly|already|unfortunately? sadly|recently|now|already|
                unfortunately|been? dead|deceased|died|passed|passed_away|passed_on|no_longer_with_us|no_longer_alive|
                gone_forever|buried last_week|last_year|last_month|yesterday|today|recently|#_days_ago|#_weeks_ago|
                in_january|in_february|in_march|in_april|in_may|in_june|in_july|in_august|in_september|in_october|
                in_november|in_december|on_monday|last_night|this_morning|this_week|a_week_ago|a_month_ago|
                two_weeks_ago|two_days_ago|a_few_days_ago|some_time_ago|a_while_ago|away|this_year|in_#|
                away_last_week|away_yesterday|away_last_month|away_recently|now|years_ago|earlier_this_year?
            deceased|patient_deceased|the_patient_is_deceased|patient_is_dead|patient_died|patient_has_died
            <kin>? can|did|do not answer|reply|text|type|write any_more? because|as|since he|she is|has|was? dead|
                died|passed_away
            this is|i_am now? his|her|the? wife|husband|daughter|son|neighbour|mother|father|widow|widower|brother|
                sister not_the_patient|not_him|not_her|he_is_dead|she_is_dead|he_died|she_died|he_has_died|
                she_has_died|he_passed_away|she_passed_away|he_has_passed_away|she_has_passed_away
            """,
        "correct": """
            <may>|oops|i_made_a_mistake|wait|you? correct|change|fix|edit|redo|amend|alter|revise|modify|update|
                retake|correction_to|re_answer my|the? answer|question|reply|response|item|no|nr|number|num|q|ans|
                answers|correction? to_question|to_number|to_no|for_question|in_question|on_question|to_q|question|
                number|no|nr|q|item|in|on? number|no|nr? #
            <may>|oops|i_want? go_back|return|back|go|jump|take_me_back|bring_me_back to question|answer|number|no|q|
                item? number|no|nr? #
            <may>? answer|do question|number|no|q # again
            # was_wrong|is_wrong
            question|answer|q|number|no # wrong|was_wrong|is_wrong|needs_changing|should_be_changed|was_a_mistake
            wrong|mistake|error answer|in|on|at|for|reply? to|on|in|for? question|answer|number|no|q? #
            i made|there_is a mistake|an_error|typo|wrong|error in|on|with|at question|answer|number|no|q? #
            my answer|reply to|for|on question|number|no|q? # was|is wrong|a_mistake|not_right|incorrect
            """,
        "start": """
            <may>? start|begin|resume|restart|re_join|rejoin again|over|from_the_beginning|from_the_start|the_messages
            sign me up|on|in again|back?
            """,
    }
)
