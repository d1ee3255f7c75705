"""Norwegian words of requests."""

from types import MappingProxyType
from typing import Final

IDLE: Final = (
    "beklager|sorry|takk|mange_takk|tusen_takk|vennligst|unnskyld|lik|bare|gjerne|hei|heisann|god_dag|ok|okay"
    "|altså|jo|da|faktisk|egentlig|dessverre|visst|visstnok|nok|kanskje|øh|eh|så|please|kjære|men|simpelthen"
    "|helst|godt|for_resten|litt_raskt|hilsen|mvh|kh|og"
)
SPELT: Final = MappingProxyType(
    {
        "svarar": "svarer",
        "treng": "trenger",
        "hjelpa": "hjelpe",
        "skjønar": "skjønner",
        "snakka": "snakke",
        "ringa": "ringe",
        "hoppa": "hoppe",
        "svara": "svare",
        "gjera": "gjøre",
        "gjere": "gjøre",
        "sjukepleiar": "sykepleier",
        "sjukepleiaren": "sykepleieren",
        "morgon": "morgen",
        "fleire": "flere",
        "meldingar": "meldinger",
        "annan": "annen",
        "gong": "gang",
        "seie": "si",
        "sei": "si",
        "hugsar": "husker",
        "huskar": "husker",
        "hugse": "huske",
        "kjem": "kommer",
        "heim": "hjem",
        "heime": "hjemme",
        "anar": "aner",
        "gløymt": "glemt",
        "jobben": "jobb",
        "arbeid": "jobb",
        "lengre": "mer",
        "hoppover": "hopp over",
        "imorgen": "i morgen",
        "imorra": "i morgen",
        "idag": "i dag",
        "ikveld": "i kveld",
        "smser": "sms",
        "sms'er": "sms",
        "sms'ene": "sms",
        "smsene": "sms",
        "meldinger": "meldinger",
        "vi": "jeg",
        "hva": "hva",
        "nr": "nummer",
        "tlf": "nummer",
        "ringopp": "ring opp",
        "feilnummer": "feil nummer",
        "ringmeg": "ring meg",
        "vetikke": "vet ikke",
        "hei": "hei",
        "fortelle": "si",
        "lenger": "mer",
        "doktor": "lege",
        "doktoren": "legen",
        "jobb": "jobb",
        "ikek": "ikke",
        "ikkw": "ikke",
        "ikle": "ikke",
        "mei": "meg",
    }
)
SETS: Final = MappingProxyType(
    {
        "may": (
            "kan_jeg|jeg_kan|jeg_vil|jeg_vil_ha|jeg_ønsker|jeg_ønsker_å|jeg_skal|jeg|vil|kan_man|la_meg|la_oss"
            "|er_det_mulig_å|kunne_jeg|skal_jeg|jeg_tror_jeg|jeg_tror_jeg_vil|ønsker|ønsker_å|vil_jeg"
            "|jeg_blir_nødt_til_å|er_det_ok_å|jeg_velger_å|jeg_foretrekker_å|jeg_ville|har_jeg_lov_å|er_det_i_orden_å"
            "|tror_jeg_vil|skal|kan"
        ),
        "you": (
            "kan_dere|vil_dere|kunne_dere|dere_kan|dere_må|dere|kan_dere_ikke|vil_dere_ikke|kan_du_ikke"
            "|dere_må_gjerne|dere_får|kan_du|kan_i|vil_du|vil_i|kan_noen|kan_en|vil_noen|i_kan|du_kan|vær_snill_å"
            "|vær_vennlig_å|vær_grei_å|kunne_du|kunne_i|kunne_noen|jeg_vil_ha_å_i|jeg_vil_ha_å_du|jeg_vil_ha_i"
            "|jeg_ønsker_å_i|få_noen_til_å|be_noen|gidder_du|gidder_i|kan_jeg_be_om_å_i|jeg_vil_ha_noen_til_å|kan_de"
            "|vil_de|vær_så_vennlig_å|du|i|noen|jeg_vil_be_dere|jeg_vil_be_deg|jeg_vil_ha_du|skal_i|er_i_snille_å"
            "|kan_man|noen_som_kan|er_som_noen_som_kan|ville_i|ville_du|mon_i_kan|mon_noen_kan|er_som_en_som_kan"
            "|vil_i_ikke|kan_i_ikke|vil_du_ikke"
        ),
        "staff": (
            "sykepleieren|en_sykepleier|sykepleier|legen|en_lege|lege|legen_min|noen|en|et_menneske|en_person"
            "|klinikken|avdelingen|sekretæren|en_sekretær|en_riktig_person|en_fra_klinikken|en_fra_avdelingen"
            "|noen_fra_avdelingen|noen_fra_klinikken|dere|deg|sykehuset|sjukehuset|personalet|en_fra_personalet"
            "|fysioterapeuten|en_fysioterapeut|et_riktig_menneske|min_lege|kirurgen|en_av_dere|en_ansatt"
            "|en_levende_person|min_sykepleier|overlegen|poliklinikken"
        ),
        "this": (
            "det|den|dette|denne|det_her|den_her|spørsmålet|dette_spørsmål|det_spørsmål|det_her_spørsmål|spørsmål"
            "|resten|skjemaet|dette_skjema|det_her_skjema|disse_spørsmål|de_her_spørsmål|deres_spørsmål|de_spørsmål"
            "|på_det|på_den|på_dette|på_det_her|på_den_her|på_spørsmålet|på_dette_spørsmål|på_det_spørsmål"
            "|på_det_her_spørsmål|på_spørsmål|på_resten|på_skjemaet|på_denne|på_disse_spørsmål|på_de_her_spørsmål"
            "|på_deres_spørsmål|på_spørsmålene|spørsmålene|på_deres_skjema|her|på_sånn_noe|på_den_slags|til_det"
            "|her_spørsmål|på_sms|på_den_slags_spørsmål"
        ),
        "reply": (
            "svare|svar|svarer|gjøre|gjør|fylle_ut|fyller_ut|skrive|skriver|komme_tilbake|kommer_tilbake|ta|tar|klare"
            "|klarer|fortsette|fortsetter|fullføre|sende|sender|se_på|ser_på|kikke_på|kikker_på|melde_tilbake"
            "|melder_tilbake|svare_dere|svare_deg|svarer_dere|svarer_deg|skrive_tilbake|skriver_tilbake"
            "|skrive_til_dere|skriver_til_dere|prøve|prøver|gjøre_ferdig|komme_retur|fylle_ut_skjemaet"
            "|fyller_ut_skjemaet|svare_igjen|svarer_igjen|besvare|besvarer|rekke|når|gi_svar|gir_svar|får_svaret"
            "|få_svaret"
        ),
        "when": (
            "senere|i_kveld|i_morgen|i_ettermiddag|i_morgen_tidlig|i_morgen_kveld|om_litt|om_et_øyeblikk|om_en_time"
            "|om_en_halv_time|om_#_minutter|om_#_timer|om_#_time|en_annen_gang|en_annen_dag|når_jeg_er_hjemme"
            "|når_jeg_kommer_hjem|når_jeg_har_tid|når_jeg_får_tid|når_jeg_kan|når_jeg_har_fri|etter_jobb|etter_lunsj"
            "|etter_middagen|etter_middag|etter_maten|i_helgen|neste_uke|i_neste_uke|snart|snarest|raskest_mulig"
            "|litt_senere|senere_i_dag|senere_i_kveld|om_et_par_timer|når_jeg_er_ferdig|når_jeg_er_tilbake"
            "|etter_helgen|på_et_annet_tidspunkt|et_annet_tidspunkt|når_jeg_våkner|igjen_senere|igjen_i_morgen"
            "|senere_igjen|på_mandag|på_tirsdag|på_onsdag|på_torsdag|på_fredag|på_lørdag|på_søndag|mandag|tirsdag"
            "|onsdag|torsdag|fredag|lørdag|søndag|til_kveld|om_noen_timer|etter_kaffen|etter_min_lur|i_løpet_av_dagen"
            "|senere_på_dagen|om_et_kvarter|i_kveld_i_stedet|når_jeg_har_spist|i_morgen_formiddag|om_ettermiddagen"
            "|om_kvelden|om_formiddagen|i_formiddag|på_en_annen_dag|om_litt_tid|på_et_senere_tidspunkt"
            "|når_jeg_får_fri|til_ettermiddag|når_jeg_får_et_øyeblikk|når_jeg_lik_får_tid|først_i_morgen"
        ),
        "hour": (
            "kl_#|klokka_#|vet_#_tida|etter_kl_#|etter_#|etter_klokka_#|rundt_kl_#|før_kl_#|kl_#_i_dag|i_dag_kl_#"
            "|i_morgen_kl_#|rundt_klokka_#"
        ),
        "now": "nå|for_tida|i_øyeblikket|på_nåværende_tidspunkt|i_dag|her_nå|nettopp_nå|her",
        "i_am": "jeg_er|er|jeg_sitter|jeg_står|sitter|står",
        "know": (
            "vet|husker|kan_huske|kan_si|erindrer|kan_svare_på|kjenner_svaret|har_styr_på|tør_si|kan_vurdere"
            "|kan_bedømme|kan_avgjøre|minnes|kan_minnes|aner|kan_beskrive|kan_måle|kan_forklare|kan_sette_tall_på"
        ),
        "texts": (
            "meldinger|melding|meldingene|sms|sms_meldinger|spørsmål|spørsmålene|skjemaer|skjemaene|skjema|spam"
            "|påminnelser|henvendelser|tekster|disse|dem|noe|mailer|purringer"
        ),
        "these": (
            "flere|mer|alle|de|disse|de_her|deres|alle_de|alle_de_her|alle_disse|alle_deres|av_deres|av_disse"
            "|av_de_her|flere_av_deres|flere_av_de_her|flere_av_disse|noen|sånne|den_slags|sånn_noen"
        ),
        "they": "han|hun|pasienten|vedkommende|personen|den_person|denne_person|den_aktuelle",
        "kin": (
            "han|hun|mannen_min|kona_mi|mora_mi|faren_min|broren_min|søstera_mi|sønnen_min|dattera_mi|pasienten"
            "|vedkommende|personen|mormor|morfar|farmor|farfar|hennes|hans|svigermor|svigerfar|samboeren_min"
            "|kjæresten_min|min_kone"
        ),
        "number": (
            "nummer|nr|person|telefonnummer|telefon|mobilnummer|mobil|mann|dame|nummeret|mottaker|adresse|kontakt"
        ),
    }
)
