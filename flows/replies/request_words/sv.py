"""Swedish words of requests."""

from types import MappingProxyType
from typing import Final

IDLE: Final = (
    "förlåt|sorry|tack|tack_så_mycket|tusen_tack|vänligen|ursäkta|precis|bara|gärna|hej|hejsan|god_dag|ok"
    "|okej|alltså|ju|då|faktiskt|egentligen|tyvärr|visst|nog|kanske|öh|öhm|så|snälla|kära|men|helt_enkelt"
    "|helst|gott|förresten|lite_snabbt|hälsningar|mvh|kh|och"
)
SPELT: Final = MappingProxyType(
    {
        "imorgon": "i morgon",
        "imorron": "i morgon",
        "morron": "morgon",
        "ikväll": "i kväll",
        "idag": "i dag",
        "igår": "i går",
        "ifred": "i fred",
        "istället": "i stället",
        "hoppaöver": "hoppa över",
        "ringmig": "ring mig",
        "felnummer": "fel nummer",
        "vetinte": "vet inte",
        "vetej": "vet ej",
        "mej": "mig",
        "vi": "jag",
        "smsen": "sms",
        "medelanden": "meddelanden",
        "nr": "nummer",
        "tel": "nummer",
        "tfn": "nummer",
        "itne": "inte",
        "intr": "inte",
        "inet": "inte",
        "doktor": "läkare",
        "doktorn": "läkaren",
        "ssk": "sjuksköterska",
        "syster": "sjuksköterska",
        "skall": "ska",
        "längre": "mer",
        "mera": "mer",
    }
)
SETS: Final = MappingProxyType(
    {
        "may": (
            "får_jag|kan_jag|jag_kan|jag_vill|jag_vill_ha|jag_önskar|jag_önskar_att|jag_ska|jag|vill|kan_man|får_man"
            "|låt_mig|låt_oss|är_det_möjligt_att|kunde_jag|jag_får|ska_jag|jag_tror_jag|jag_tror_jag_vill|önskar"
            "|önskar_att|vill_jag|jag_måste_tvungen_till_att|är_det_ok_att|jag_väljer_att|jag_föredrar_att"
            "|jag_skulle_vilja|har_jag_lov_att|är_det_okej_att|tror_jag_vill|ska|kan"
        ),
        "you": (
            "kan_du|kan_ni|vill_du|vill_ni|kan_någon|kan_en|vill_någon|får_ni|ni_får|du_får|ni_kan|du_kan"
            "|var_snäll_att|var_vänlig_att|kunde_du|kunde_ni|kunde_någon|jag_vill_ha_att_ni|jag_vill_ha_att_du"
            "|jag_vill_ha_ni|jag_önskar_att_ni|få_någon_till_att|be_någon|orkar_du|orkar_ni|får_jag_be_om_att_ni"
            "|jag_vill_ha_någon_till_att|kan_de|vill_de|var_så_vänlig_att|du|ni|någon|jag_vill_be_er|jag_vill_be_dig"
            "|jag_vill_ha_du|ska_ni|är_ni_snälla_att|kan_man|någon_som_kan|är_som_någon_som_kan|skulle_vilja_ni"
            "|skulle_vilja_du|undrar_ni_kan|undrar_någon_kan|är_som_en_som_kan|vill_ni_inte|kan_ni_inte|vill_du_inte"
            "|kan_du_inte"
        ),
        "staff": (
            "en_sköterska|sköterskan|sköterska|doktorn|en_doktor|någon_sköterska|sjuksköterskan|en_sjuksköterska"
            "|sjuksköterska|läkaren|en_läkare|läkare|min_läkare|någon|en|ett_människa|en_person|kliniken|avdelningen"
            "|sekreteraren|en_sekreterare|en_riktig_person|en_från_kliniken|en_från_avdelningen"
            "|någon_från_avdelningen|någon_från_kliniken|er|dig|sjukhuset|lasarettet|personalen|en_från_personalen"
            "|sjukgymnasten|en_sjukgymnast|ett_rätt_människa|kirurgen|en_av_er|en_anställd|en_levande_person"
            "|min_sjuksköterska|överläkaren|mottagningen"
        ),
        "this": (
            "det|den|detta|denna|det_här|den_här|frågan|denna_fråga|den_frågan|den_här_frågan|fråga|resten|enkäten"
            "|detta_enkät|det_här_enkät|dessa_fråga|de_här_fråga|era_fråga|de_fråga|på_det|på_den|på_detta|på_det_här"
            "|på_den_här|på_frågan|på_denna_fråga|på_den_frågan|på_den_här_frågan|på_fråga|på_resten|på_enkäten"
            "|på_denna|på_dessa_fråga|på_de_här_fråga|på_era_fråga|på_frågorna|frågorna|på_era_enkät|här"
            "|på_sånt_något|på_den_sort|till_det|här_fråga|på_sms|på_den_sort_fråga"
        ),
        "reply": (
            "svara|svar|svarar|göra|gör|fylla_i|fyller_i|skriva|skriver|återkomma_tillbaka|återkommer_tillbaka|ta|tar"
            "|klara|klarar|fortsätta|fortsätter|slutföra|skicka|skickar|titta_på|tittar_på|kolla_på|kollar_på"
            "|höra_av_mig_tillbaka|hör_av_mig_tillbaka|svara_er|svara_dig|svarar_er|svarar_dig|skriva_tillbaka"
            "|skriver_tillbaka|skriva_till_er|skriver_till_er|prova|provar|göra_klar|fylla_i_enkäten|fyller_i_enkäten"
            "|svara_igen|svarar_igen|komma_tillbaka|kommer_tillbaka|besvara|besvarar|hinna|när|ge_svar|ger_svar"
            "|får_svaret|få_svaret"
        ),
        "when": (
            "en_annan_dag|senare|i_kväll|i_morgon|i_eftermiddag|i_morgon_bitti|i_morgon_kväll|om_ett_tag|om_en_stund"
            "|om_en_timme|om_en_halv_timme|om_#_minuter|om_#_timmar|om_#_timme|någon_annan_gång|någon_annan_dag"
            "|när_jag_är_hemma|när_jag_kommer_hem|när_jag_har_tid|när_jag_får_tid|när_jag_kan|när_jag_har_ledig"
            "|efter_jobbet|efter_lunch|efter_middagen|efter_middag|efter_maten|i_helgen|nästa_vecka|i_nästa_vecka"
            "|snart|snarast|så_snart_som_möjligt|lite_senare|senare_i_dag|senare_i_kväll|om_ett_par_timmar"
            "|när_jag_är_klar|när_jag_är_tillbaka|efter_helgen|på_ett_annat_tillfälle|ett_annat_tillfälle"
            "|när_jag_vaknar|igen_senare|igen_i_morgon|senare_igen|på_måndag|på_tisdag|på_onsdag|på_torsdag|på_fredag"
            "|på_lördag|på_söndag|måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag|till_kvällen|om_några_timmar"
            "|efter_kaffet|efter_min_tupplur|under_dagen|senare_på_dagen|om_ett_kvart|i_kväll_i_stället"
            "|när_jag_har_ätit|i_morgon_förmiddag|om_eftermiddagen|om_kvällen|om_förmiddagen|i_förmiddag"
            "|på_någon_annan_dag|om_ett_tag_tid|på_ett_senare_tillfälle|när_jag_får_ledig|till_eftermiddagen"
            "|när_jag_får_ett_ögonblick|när_jag_precis_får_tid|först_i_morgon"
        ),
        "hour": (
            "kl_#|klockan_#|vet_#_tiden|efter_kl_#|efter_#|efter_klockan_#|runt_kl_#|före_kl_#|kl_#_i_dag|i_dag_kl_#"
            "|i_morgon_kl_#|runt_klockan_#"
        ),
        "now": "nu|just_nu|för_tillfället|för_närvarande|i_dag|här_nu|precis_nu|här",
        "i_am": "jag_är|är|jag_sitter|jag_står|sitter|står",
        "know": (
            "vet|minns|kommer_ihåg|kan_säga|kan_svara_på|känner_svaret|har_koll_på|vågar_säga|kan_bedöma|kan_avgöra"
            "|kan_minns|anar|kan_beskriva|kan_mäta|kan_förklara|kan_sätta_siffra_på"
        ),
        "texts": (
            "meddelanden|meddelande|meddelandena|sms|sms_meddelanden|fråga|frågorna|enkäter|enkäterna|enkät|spam"
            "|påminnelser|utskick|texter|dessa|dem|något|mejl|påstötningar"
        ),
        "these": (
            "fler|mer|alla|de|dessa|de_här|era|alla_de|alla_de_här|alla_dessa|alla_era|av_era|av_dessa|av_de_här"
            "|fler_av_era|fler_av_de_här|fler_av_dessa|någon|sådana|den_sort|sånt_några"
        ),
        "they": "han|hon|patienten|vederbörande|personen|den_person|denna_person|den_aktuella",
        "kin": (
            "han|hon|min_man|min_fru|min_mamma|min_pappa|min_bror|min_syster|min_son|min_dotter|patienten"
            "|vederbörande|personen|min_mormor|min_morfar|min_farmor|min_farfar|hennes|hans|min_svärmor|min_svärfar"
            "|min_sambo|min_partner|min_hustru"
        ),
        "number": "nummer|nr|person|telefonnummer|telefon|mobilnummer|mobil|man|dam|numret|mottagare|adress|kontakt",
    }
)
