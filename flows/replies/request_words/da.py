"""Danish words of requests."""

from types import MappingProxyType
from typing import Final

IDLE: Final = (
    "beklager|sorry|tak|mange_tak|tusind_tak|venligst|undskyld|lige|bare|gerne|hej|hejsa|goddag|ok|okay|altså"
    "|jo|da|faktisk|egentlig|desværre|sgu|vist|vistnok|nok|måske|øh|øhm|så|please|kære|men|simpelthen|helst"
    "|godt|for_resten|lidt_hurtigt|hilsen|mvh|kh|og"
)
SPELT: Final = MappingProxyType(
    {
        "springover": "spring over",
        "imorgen": "i morgen",
        "imorn": "i morgen",
        "idag": "i dag",
        "iaften": "i aften",
        "smser": "sms",
        "sms'er": "sms",
        "sms'erne": "sms",
        "smserne": "sms",
        "beskedder": "beskeder",
        "mej": "mig",
        "vi": "jeg",
        "hva": "hvad",
        "nr": "nummer",
        "tlf": "nummer",
        "ringop": "ring op",
        "forkertnummer": "forkert nummer",
        "ringmig": "ring mig",
        "vedikke": "ved ikke",
        "haj": "hej",
        "fortælle": "sige",
        "længere": "mere",
        "doktor": "læge",
        "doktoren": "lægen",
        "arb": "arbejde",
        "ikek": "ikke",
        "ikkw": "ikke",
        "ikle": "ikke",
        "meg": "mig",
    }
)
SETS: Final = MappingProxyType(
    {
        "may": (
            "må_jeg|kan_jeg|jeg_kan|jeg_vil|jeg_vil_have|jeg_ønsker|jeg_ønsker_at|jeg_skal|jeg|vil|kan_man|må_man"
            "|lad_mig|lad_os|er_det_muligt_at|kunne_jeg|jeg_må|skal_jeg|jeg_tror_jeg|jeg_tror_jeg_vil|ønsker"
            "|ønsker_at|vil_jeg|jeg_bliver_nødt_til_at|er_det_ok_at|jeg_vælger_at|jeg_foretrækker_at|jeg_ville"
            "|har_jeg_lov_at|er_det_i_orden_at|tror_jeg_vil|skal|kan"
        ),
        "you": (
            "kan_du|kan_i|vil_du|vil_i|kan_nogen|kan_en|vil_nogen|må_i|i_må|du_må|i_kan|du_kan|vær_sød_at"
            "|vær_venlig_at|vær_rar_at|kunne_du|kunne_i|kunne_nogen|jeg_vil_have_at_i|jeg_vil_have_at_du"
            "|jeg_vil_have_i|jeg_ønsker_at_i|få_nogen_til_at|bed_nogen|gider_du|gider_i|må_jeg_bede_om_at_i"
            "|jeg_vil_have_nogen_til_at|kan_de|vil_de|vær_så_venlig_at|du|i|nogen|jeg_vil_bede_jer|jeg_vil_bede_dig"
            "|jeg_vil_have_du|skal_i|er_i_søde_at|kan_man|nogen_der_kan|er_der_nogen_der_kan|ville_i|ville_du"
            "|mon_i_kan|mon_nogen_kan|er_der_en_der_kan|vil_i_ikke|kan_i_ikke|vil_du_ikke|kan_du_ikke"
        ),
        "staff": (
            "sygeplejersken|en_sygeplejerske|sygeplejerske|lægen|en_læge|læge|min_læge|nogen|en|et_menneske|en_person"
            "|klinikken|afdelingen|sekretæren|en_sekretær|en_rigtig_person|en_fra_klinikken|en_fra_afdelingen"
            "|nogen_fra_afdelingen|nogen_fra_klinikken|jer|dig|hospitalet|sygehuset|personalet|en_fra_personalet"
            "|fysioterapeuten|en_fysioterapeut|et_rigtigt_menneske|egen_læge|kirurgen|en_af_jer|en_medarbejder"
            "|en_levende_person|min_sygeplejerske|overlægen|ambulatoriet"
        ),
        "this": (
            "det|den|dette|denne|det_her|den_her|spørgsmålet|dette_spørgsmål|det_spørgsmål|det_her_spørgsmål"
            "|spørgsmål|resten|skemaet|dette_skema|det_her_skema|disse_spørgsmål|de_her_spørgsmål|jeres_spørgsmål"
            "|de_spørgsmål|på_det|på_den|på_dette|på_det_her|på_den_her|på_spørgsmålet|på_dette_spørgsmål"
            "|på_det_spørgsmål|på_det_her_spørgsmål|på_spørgsmål|på_resten|på_skemaet|på_denne|på_disse_spørgsmål"
            "|på_de_her_spørgsmål|på_jeres_spørgsmål|på_spørgsmålene|spørgsmålene|på_jeres_skema|her|på_sådan_noget"
            "|på_den_slags|til_det|her_spørgsmål|på_sms|på_den_slags_spørgsmål"
        ),
        "reply": (
            "svare|svar|svarer|gøre|gør|udfylde|udfylder|skrive|skriver|vende_tilbage|vender_tilbage|tage|tager|klare"
            "|klarer|fortsætte|fortsætter|færdiggøre|sende|sender|se_på|ser_på|kigge_på|kigger_på|melde_tilbage"
            "|melder_tilbage|svare_jer|svare_dig|svarer_jer|svarer_dig|skrive_tilbage|skriver_tilbage|skrive_til_jer"
            "|skriver_til_jer|prøve|prøver|gøre_færdig|vende_retur|udfylde_skemaet|udfylder_skemaet|svare_igen"
            "|svarer_igen|komme_tilbage|kommer_tilbage|besvare|besvarer|nå|når|gi_svar|give_svar|giver_svar"
            "|får_svaret|få_svaret"
        ),
        "when": (
            "senere|i_aften|i_morgen|i_eftermiddag|i_morgen_tidlig|i_morgen_aften|om_lidt|om_et_øjeblik|om_en_time"
            "|om_en_halv_time|om_#_minutter|om_#_timer|om_#_time|en_anden_gang|en_anden_dag|når_jeg_er_hjemme"
            "|når_jeg_kommer_hjem|når_jeg_har_tid|når_jeg_får_tid|når_jeg_kan|når_jeg_har_fri|efter_arbejde"
            "|efter_frokost|efter_aftensmaden|efter_middag|efter_maden|i_weekenden|næste_uge|i_næste_uge|snart"
            "|snarest|hurtigst_muligt|lidt_senere|senere_i_dag|senere_i_aften|om_et_par_timer|når_jeg_er_færdig"
            "|når_jeg_er_tilbage|efter_weekenden|på_et_andet_tidspunkt|et_andet_tidspunkt|når_jeg_vågner|igen_senere"
            "|igen_i_morgen|senere_igen|på_mandag|på_tirsdag|på_onsdag|på_torsdag|på_fredag|på_lørdag|på_søndag"
            "|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|til_aften|om_nogle_timer|efter_kaffen|efter_min_lur"
            "|i_løbet_af_dagen|senere_på_dagen|om_et_kvarter|i_aften_i_stedet|når_jeg_har_spist|i_morgen_formiddag"
            "|om_eftermiddagen|om_aftenen|om_formiddagen|i_formiddag|på_en_anden_dag|om_lidt_tid"
            "|på_et_senere_tidspunkt|når_jeg_får_fri|til_eftermiddag|når_jeg_får_et_øjeblik|når_jeg_lige_får_tid"
            "|først_i_morgen"
        ),
        "hour": (
            "kl_#|klokken_#|ved_#_tiden|efter_kl_#|efter_#|efter_klokken_#|omkring_kl_#|før_kl_#|kl_#_i_dag"
            "|i_dag_kl_#|i_morgen_kl_#|omkring_klokken_#"
        ),
        "now": "nu|for_tiden|i_øjeblikket|på_nuværende_tidspunkt|i_dag|her_nu|netop_nu|her",
        "i_am": "jeg_er|er|jeg_sidder|jeg_står|sidder|står",
        "know": (
            "ved|husker|kan_huske|kan_sige|erindrer|kan_svare_på|kender_svaret|har_styr_på|tør_sige|kan_vurdere"
            "|kan_bedømme|kan_afgøre|mindes|kan_mindes|aner|kan_beskrive|kan_måle|kan_forklare|kan_sætte_tal_på"
        ),
        "texts": (
            "beskeder|besked|beskederne|sms|sms_beskeder|spørgsmål|spørgsmålene|skemaer|skemaerne|skema|spam"
            "|påmindelser|henvendelser|tekster|disse|dem|noget|mails|rykkere"
        ),
        "these": (
            "flere|mere|alle|de|disse|de_her|jeres|alle_de|alle_de_her|alle_disse|alle_jeres|af_jeres|af_disse"
            "|af_de_her|flere_af_jeres|flere_af_de_her|flere_af_disse|nogen|sådanne|den_slags|sådan_nogle"
        ),
        "they": "han|hun|patienten|vedkommende|personen|den_person|denne_person|den_pågældende",
        "kin": (
            "han|hun|min_mand|min_kone|min_mor|min_far|min_bror|min_søster|min_søn|min_datter|patienten|vedkommende"
            "|personen|min_mormor|min_morfar|min_farmor|min_farfar|hendes|hans|min_svigermor|min_svigerfar"
            "|min_samlever|min_kæreste|min_hustru"
        ),
        "number": (
            "nummer|nr|person|telefonnummer|telefon|mobilnummer|mobil|mand|dame|nummeret|modtager|adresse|kontakt"
        ),
    }
)
