"""Swedish requests."""

from types import MappingProxyType
from typing import Final

REQUESTS: Final = MappingProxyType(
    {
        "stop": """
            <you>? sluta|stoppa|stopp|upphör att|med? skicka|skriva|sända|smsa|höra_av_er|kontakta|störa|fråga till?
                mig? <these>? <texts>? till_mig? nu|mer|igen?
            <you>? kontakta|skriv|skicka|ring|stör|hör_av_er till? mig|er_till_mig? inte|ej|aldrig|inga <these>?
                <texts>? mer|igen|längre|till_mig?
            <you>? ta_bort|radera|stryk|avregistrera|avanmäl mig|mitt_nummer|mitt_namn|mina_uppgifter|numret|
                mitt_mobilnummer|oss från? listan|er_lista|systemet|studien|registret|utskicket|nu?
            jag slutar|avslutar|går_ur|hoppar_av|avböjer|drar_mig_ur|avanmäler_mig|avregistrerar_mig nu|här|studien|
                med_detta|med_det_här|undersökningen?
            jag? vill|önskar|tänker gå_ur|lämna|hoppa_av|avbryta|avsluta|sluta|dra_mig_ur|bli_avregistrerad|
                bli_borttagen|bli_raderad|avregistreras|avanmäla_mig|avregistrera_mig|slippa|gå_ut studien|
                undersökningen|det|detta|det_här|enkäten|fler_meddelanden|fler_sms|från_listan|alla_meddelanden|
                alla_sms|ur_studien|med_detta|nu?
            jag? vill|önskar|orkar|behöver inte|ej|inga|inte_längre ha|få|få_hem|ta_emot|bli_kontaktad|delta|vara_med|
                fortsätta|medverka <these>? <texts>? mer|längre|fler|i_studien|i_detta|i_det_här|från_er|till_mig|
                i_undersökningen?
            <you>? lämna|låt mig vara|ifred|i_fred|vara_i_fred|vara_ifred
            inga|inte|ej fler|mer|flera|några <texts> från_er|till_mig|mer?
            nej_till|slut_med|nog_av|jag_undanber_mig <these>? <texts> mer?
            <you>? stopp|stoppa|sluta|upphör med att? skicka|skriva|sms'a|kontakta|störa|plåga|fråga|spamma mig?
                till_mig? <these>? <texts>? till_mig? nu|mer|helt?
            <you>? stopp|stoppa|sluta <these>? meddelanden|meddelandena|sms|fråga|frågorna|enkäter|påminnelser|spam
                till_mig? nu|helt?
            <you>? stopp|stoppa|sluta med? det|detta|det_här|dessa|allt|era|alla <texts>? nu|helt?
            lägg nu? upp|käft nu|med_det?
            jag_vill|jag_önskar|vill|önskar|jag_ska att? stoppa|avregistreras|avanmäla_mig|avregistrera_mig|avanmälas|
                gå_ur|ut|stoppas|raderas|gå_ur_mig|dra_mig|dra_mig_ut|avsluta|radera_mig|avregistrera|avanmäla|
                dra_mig_från|utträda nu|av_det|av_det_här|av_undersökningen|av_studien|av_listan|från_listan|
                från_undersökningen|med_det|av_projektet|från_projektet|med_det_här|med_meddelandena|från_det|
                av_detta|deltagandet|mitt_deltagande|från_det_här|från_meddelandena|meddelandena|helt?
            <may> avregistrera|avregistreras|avregistrerad|avanmäla|avanmäld|avanmälas|raderas|raderad|radera|
                tas_bort|borttagen|höra_av_mig|tagen|tas mig|dessa|meddelandena|er? av|från|ut|det|detta|det_här|
                listan|era|undersökningen|meddelandena|sms? lista|listan|från_listan?
            <may> bli|gärna_bli avregistrerad|raderad|avanmäld|borttagen|anmäld_från|anmäld_av|anmäld_ut|tagen_av
                från|av? det|detta|listan|era_lista|undersökningen?
            <you>? avregistrera|avanmäl|radera|ta_bort|avanmäla|höra_av_mig|ta mig|mitt_nummer|numret|mina_data|
                mitt_telefonnummer|oss|allt|det_här_nummer|mina_uppgifter|detta_nummer|mitt_namn av|från|ut|
                från_listan|av_listan|från_era_lista|av_era_lista|från_systemet|av_det_här|från_det_här|från_sms|
                från_undersökningen|från_databasen|från_dessa_meddelanden|listan|från_det|nu?
            hur|var avregistrerar|avanmäler|stoppar|hör_av_mig|slipper|raderar|undviker|kan jag mig? från|av|dessa|
                de_här|meddelandena|för|detta|det_här|det? meddelanden|meddelandena|sms|mig|avregistrera|avanmäla|av|
                från?
            inte|inga|aldrig <these>? meddelanden|meddelande|sms|fråga|enkäter|påminnelser|mer_av_det|mer_av_det_här|
                fler|fler_meddelanden från_er|mer|nu|till_mig?
            <you>? låt_bli|låta_bli|avstå med? att? skicka|skriva|kontakta|sms'a|störa mig? till_mig? <these>?
                <texts>? mer|igen|till_mig?
            <you>? skicka|skriv|kontakt|sms|stör|ge|ring mig|till_mig|oss? inte|aldrig|inga|inte_mig till_mig|mig?
                <these>? <texts>? mer|igen|till_mig|någonsin?
            <you>? inte|aldrig skicka|skriv|skriva|kontakt|kontakta mig|till_mig|oss? <these>? <texts>? mer|igen|
                till_mig?
            jag? vill|önskar|orkar|ska|behöver inte|aldrig ha|få|att_få|att_ha|bli_kontaktad|ha_skickat|
                att_bli_kontaktad|använda <these>? <texts>? mer|från_er|till_mig|av_det|av_det_här|igen?
            jag? vill|önskar|orkar|ska inte <these>? meddelanden|sms|fråga|enkäter|mer_av_det_här|mer_av_det från_er|
                mer?
            jag? vill|önskar|orkar|ska|kan inte|inte_mer vara_med|delta|att_delta|fortsätta|att_fortsätta|
                vara_en_del_av_det|att_vara_med|medverka|vara_med_ni_det|vara_med_ni_det_här|delta_ni_det|
                delta_ni_det_här|delta_ni_undersökningen|vara_med_ni_undersökningen|använda_det mer|ni_det|
                ni_undersökningen|ni_det_här|med_det|med_det_här|ni_projektet|ni_detta|ni_studien?
            jag? önskar|vill|deltar|orkar inte mer_av_det|mer_av_det_här|ni_undersökningen|ni_det_här
            undanber_mig|jag_undanber_mig|nej_till|slut_med|nog_av|klar_med <these>? <texts> nu|från_er|mer?
            <you>? låt mig vara_i_fred|vara|i_fred
            jag har fått_nog av|nu? <these>? <texts>? nu?
            jag går_ur|avböjer|avanmäler_mig|stoppar|avregistrerar_mig|drar_mig|avregistrerar|drar_mig_ut|hoppar_från
                nu|här|av_undersökningen?
            <you>? avsluta|avbryt|avboka|säg_upp|avbryta det|detta|det_här|meddelandena|abonnemang|abonnemanget|allt|
                mitt_deltagande|deltagandet|nu|alla_meddelanden|undersökningen|mitt_abonnemang
            <you>? glöm|blockera mig|mitt_nummer|detta_nummer
            stopp|sluta med_att skriva|skicka|fråga
            """,
        "call": """
            kan|vill|får|kunde|ska|skulle <staff> inte? ringa|kontakta|ringa_upp mig|till_mig|oss? upp|tillbaka?
                <when>|<hour>?
            <may>|jag_skulle|jag_behöver? vilja|få|gärna_få? prata|tala|snacka|få_prata|få_tala|få_kontakt|
                komma_i_kontakt med <staff> <when>|om_detta|om_det|på_telefon|i_telefon?
            jag? behöver|vill|önskar|måste|skulle_vilja få? prata|tala|snacka|komma_i_kontakt|ha_kontakt|få_kontakt
                med <staff> om_detta|om_det|<when>?
            be|få|säg_till|låt <staff> att|om_att|till_att? ringa|ringer|kontakta|kontaktar|ring mig|upp|upp_mig?
                tillbaka|upp? <when>?
            <you>? <staff>? ring|ringa|kontakta|ringer upp|till|på? mig|mej|oss? upp|tillbaka|på_telefon? #?
                när_ni_har_tid|när_ni_kan|när_du_kan|när_du_har_tid|så_snart_som_möjligt|snarast|när_det_passar|
                genast|<when>|<hour>?
            jag? vill|önskar|behöver|skulle_vilja ha|få|ha_ett|få_ett|ett|bli? samtal|telefonsamtal|uppringd|
                uppringning|uppringd_av|ringd|kontaktad från|av? <staff>? <when>|<hour>?
            <may>? bli|få_bli|gärna_bli|kan_jag_bli uppringd|ringd|kontaktad|uppringd_av|kontaktad_av <staff>? <when>|
                <hour>?
            <you>? <staff>? ring|ringa|kontakt|kontakta|telefonera|ta_kontakt|samtal|ringer|ringde|ringas|kontaktar
                mig|till_mig|oss|upp|till? upp|tillbaka|på_telefonen|i_stället|till_mig|på_min_mobil|mig_upp|mig|
                på_mobilen|hem|på_fast_telefon|på_nummer_#|på_#|på_min_telefon? <when>|<hour>|så_snart_som_möjligt|nu|
                när_ni_kan|när_ni_har_tid|när_du_har_tid|när_du_kan|med_det_samme|om_det|om_detta|angående_det|i_dag|
                snarast_möjligt|i_förmiddag|när_det_passar|omgående|angående_detta? <hour>?
            ring mig|till_mig upp|på|tillbaka? nummer|mobil|mobilen|telefonen|fast_telefon? #? <when>|<hour>?
            <may>? bli|måste|ha_att_bli|ha_att_ni|att_bli|få|bedes uppringd|bli_uppringd|kontaktad|bli_kontaktad|
                ringd_till|ringd|bli_kontaktad_per_telefon|ringd_tillbaka|ringer av|från? <staff>? <when>|<hour>?
            <may> bli_uppringd|bli_kontaktad|ringas|samtal|bli_kontaktad_per_telefon|ha_att_ni_ringer|ha_ni_ringer|
                att_ni_ringer|ha_ett_samtal|ett_samtal|ha_en_uppringning|en_uppringning|ha_någon_ringer|
                ha_att_någon_ringer|ha_ett_telefonsamtal|ha_någon_till_att_ringa till_mig|mig_upp|upp|av|från?
                <staff>? <when>|<hour>?
            jag? vill|önskar|behöver|ber|väntar till|för|om? ett|en|att? samtal|uppringning|telefonsamtal|
                bli_uppringd|telefontid från|med|av? <staff>? <when>?
            <may>? behöver|behöver_till_att|få|hellre|komma_till_att|ha_lov_till_att? tala|prata|tala_ni_telefon|
                prata_ni_telefon|komma_i_kontakt|få_tag_i|få_en_pratstund|diskutera_det med? <staff> om_det|om_detta|
                ni_telefonen|ni_telefon|per_telefon|personligen|i_stället|om_det_här|om_mina_smärtor? <when>?
            <may>? hellre|kan_vi|vi_kan? tala|prata|tala_om_det|svara|besvara|prata_tillsammans|ta|klara|tales det|
                frågorna|tillsammans|vet|detta|det_här? ni|över|på|per telefon|telefonen|per_telefon
            få|be|säg_till|säga_till <staff> om|till|att? att? ringa|ringer|kontakta mig|till_mig|mig_upp|upp|
                tillbaka? <when>|<hour>?
            jag ber om|om_att att? bli|ett? uppringd|kontaktad|samtal|uppringning
            samtal|uppringning|ring_upp|telefonsamtal önskas|bedes|nu|så_snart_som_möjligt|till_mig
            ringas|bli_kontaktad|ringd upp önskas|bedes|mig|nu|så_snart_som_möjligt?
            hur|när|var kan|får jag få_tag_i|tag_i|tala_med|prata_med|ringa_till|nå|ringa_till_er <staff>?
            """,
        "help": """
            jag? behöver|vill|önskar|skulle_behöva lite|ha|få|mer|någon? hjälp|information|förklaring med|om|till|
                att_svara? det|detta|frågan|det_här?
            <you> hjälpa|förklara mig|oss|det|detta|frågan|det_här? lite|igen|med_detta|med_det_här|med_frågan?
            hur|hur_då|hur_gör_jag|hur_gör_man
            jag? förstår|fattar|begriper inte|ej|ingenting|inget|inte_alls|inte_riktigt <this>|vad_ni_menar|
                vad_du_menar|vad_jag_ska_göra|vad_det_betyder|alls|hur_jag_ska_svara|siffrorna|skalan|meddelandet|
                vad_ni_vill?
            det|detta|frågan förstår|fattar jag inte|ej
            hur ska|gör|svarar|kan jag|man svara|göra|skriva|det? <this>|nu?
            vad ska|skall|måste|kan|bör jag|man svara|skriva|göra|säga|trycka <this>|nu|här|på?
            vad|vem är|var det|detta|det_här|ni|du|frågan|skalan|den_här|den_här_enkäten för_något|frågan_nu|
                det_frågan_om|som_skriver|som_frågar|igen?
            vad betyder|menas|menar|innebär det|detta|det_här|ni|du|frågan|siffrorna|skalan|med_det|med_detta|
                med_frågan med_det|med_detta|med_det_här|med_frågan?
            vad handlar|går det ut_på|om
            vem|varför|vilka är|skriver|frågar|skickar det|ni|du|detta|till_mig? här|detta|det?
            upprepa|ta|ställ|säg|skicka frågan|det|om_frågan|om_det en_gång_till|igen|om?
            hur|hvorledes
            det|detta|frågan förstår|fattar jag inte|inget_av|inte_något_av
            behov för hjälp
            vad|vem går|skriver|är det? ut_på|till_mig|om?
            upprepa|hvabehar|hvadbehar
            <may>|jag? behöver|behöver_till|saknar|använda|ha_behov_för|behov_för|har_behov_för|ska_använda något|
                lite|mer? hjälp|assistans|vägledning|information|info|en_förklaring|förklaring till_det|med_det|här|
                till_att_svara|till_detta|till_det_här|till_frågan|med_detta|med_det_här|till_enkäten?
            <you>? hjälp|hjälpa|förklara|utveckla|vägled mig|oss|det|detta|det_här|frågan|vad_det_betyder|
                vad_ni_menar|det_igen|närmare? med|till|lite|närmare|igen|bättre? det|detta|det_här|svara|frågan|
                att_svara|att_förstå?
            hjälp|info|information|vägledning önskas|nu|mig|till_det|till_detta|här
            jag? kan|kunde inte|ej förstå|fatta|lista_ut|hänga_med|följa_med <this>|vad_ni_menar|vad_jag_ska|det?
            jag? förstår|fattar|begriper|följer inte|inget|inte_helt|inte_riktigt|radera_inte|ingenting förstå|
                lista_ut|helt|rätt|riktig|hänga_med|titta_vad_ni_menar? <this>|vad_ni_menar|vad_det_betyder|
                vad_ni_vill|vad_jag_ska|vad_som_menas|meddelandet|något|en_dugg|meningen|vad_du_menar|vad_som_står|
                att_svara|frågorna|siffrorna|skalan|texten|vad_ni_frågar_om|ett_ord|hur_man_svarar?
            jag? vet inte vad|hur jag|man|det ska|gör|svarar|fungerar göra|svara|skriva|trycka? här|nu|det?
            vad|var|hur|varför|vem|vilken|vilket är|var|menar|betyder|vill|ska|gör|kan|svarar|fungerar|funkar|handlar|
                säger|menas|använder|skriver|frågar|skickar det|detta|det_här|ni|du|jag|man|som|den|frågan|siffrorna|
                skalan|siffran|enkäten|meddelandet|mig|meningen|skillnaden|denna_meddelande|de_här_meddelanden|dem|
                dessa_meddelanden|ska|ordet med|på|om|här|göra|svara|skriva|till_mig|till|från|mena|betyda|ha|veta|
                för_något|det|detta|detta_här|det_här|jag|som|nu|betyder|används_till|går_ut_på|säga|nu_jag|värst|
                bäst|högst|det_nu|av_mig|trycka? göra|svara|skriva|för_något|om|på|med|här|det|nu|till|mig?
            vad|hur|varför|vem|vilken|vilket nu|skala|fråga|siffra|sa_du|helt_exakt|för_något|säger_ni|sa_ni|
                för_ett_fråga|meddelande
            vad|hur ska|gör|svarar|får|kan|bör jag|man|vi göra|svara|skriva|säga|det|slå|svara_på|trycka|besvara|mäta|
                här|trycka_på|förstå? <this>|här|nu|på?
            vad betyder|är|täcker #|siffran|ordet|skalan|siffrorna #|över?
            är #|tio|noll|tio_är|siffran_# det? värst|bäst|värsta|bästa|högst|högsta|illa|mest|lägsta|värre
                eller_bäst|eller_gott|eller_värst?
            upprepa|säg_det|kan_du_upprepa|kan_ni_upprepa|vad_var|skicka|viss|skriv|kan_ni_skicka|kan_du_skicka|ställ|
                kan_du_säga|kan_ni_säga frågan|det|en_gång_till|en_gång_mer|frågan_igen|det_igen igen|en_gång_till|
                en_gång_mer|nu?
            vad var frågan|det|det_nu|frågan_nu|det_ni_frågade_om igen|det|nu?
            ~<i_am>? förvirrad|osäker_om_vad_jag_ska|osäker_på_vad_jag_ska|vilse|kört_fast|oförstående|blank|
                helt_blank|osäker_om_frågan över_frågan|svara|göra?
            frågan|det|detta|meddelandet är inte? oklart|obegripligt|förvirrande|klart|tydligt|oklar|svårt_att_förstå
            jag? har_glömt|glömt|glömde vad|hur jag|man ska|gör|svarar svara|göra?
            vad sa_du|säger_du|säger_ni
            """,
        "back": """
            <may> tillbaka
            <may>|oj|hoppsan? gå|backa|hoppa|kom en|ett? fråga|steg|svar? tillbaka|bakåt till_förra|till_föregående|
                till_förra_frågan|till_föregående_fråga?
            tillbaka|backa till? den|det? förra|föregående|sista|senaste frågan|fråga|svaret|svar?
            sista|förra|senaste|föregående frågan|fråga|svaret igen|en_gång_till?
            jag? ångrar|ångra|ångrade mig|svaret|mitt_svar|det_sista|senaste|förra|svar|senaste_svaret|förra_svaret?
            den|det förra|föregående igen|frågan?
            ett|en steg|fråga tillbaka|bakåt|bak
            det|den|till_det|till förra|föregående|sista_fråga|förra_fråga igen?
            tillbaka till det|den? förra|föregående|sista|senaste|frågan fråga|svar|före?
            sista fråga igen|om
            <may>|oj|före_mig|vänta|hoppsan|ni_kan? gå|komma|hoppa|flytta|ta|gå_ett_steg|återkomma mig? tillbaka|
                baklänges till|igen? det|den|ett? förra|sista|frågan|fråga|steg|senaste|föregående? fråga|svar?
            tillbaka till det|den|mitt förra|sista|senaste|föregående|frågan fråga|svar|före?
            ett|en|1|gå_ett fråga|steg|svar|en? tillbaka|baklänges
            tillbaka ett|en|1|igen fråga|steg|svar?
            det|den|mitt|ett? förra|föregående|senaste|tidigare fråga|svar|meddelande|en|sms igen?
            det sista|fråga fråga|svar|före igen|om?
            frågan|det före
            <may>? ångra|ångrar|avboka|gör_om mitt|det|min|den|sista|detta? sista|svar|förra|senaste|det? svar|
                meddelande?
            radera mitt|det|min sista|förra|senaste svar|meddelande
            <may>? rätta|ändra|göra_om_på|göra_om|korrigera mitt|det|på? sista|förra|senaste|föregående svar|fråga?
            oj|hoppsan tillbaka|gå_tillbaka|ångra
            tillbaka|baklänges|ångra|förra
            jag kom_till_att_svara|svarade|tryckte|skrev fel|fel_före|fel_på_det_sista|fel_precis_före
            """,
        "skip": """
            <may>|kan_jag? hoppa|hoppar|skippa|skippar över? frågan|den|denna|detta|det|den_här|den_här_frågan|
                denna_fråga
            måste|behöver|ska jag|man|vi svara|besvara|fylla_i <this>|på_alla|alla|allt|på_allt|på_alla_frågor?
            <may>|kan_vi? ta|få|gå_till nästa|nästa_fråga
            vill|jag_vill|önskar|jag_önskar|vill_helst|jag_vill_helst inte|ej|helst_inte svara|säga|uppge|berätta|
                kommentera <this>|på|det?
            <this>|det vill|svarar|tänker jag inte|ej svara_på|på|säga|svara|berätta?
            inte|ej relevant|aktuellt|tillämpligt för_mig|för_oss?
            inget|utan svar|kommentar
            <may>|jag_vill? hoppa|hoppar|skippa|skippar|hoppa_bara|gå|flytta <this>? över|förbi <this>? nästa|
                gå_vidare|och_gå_vidare|igen|här|mig?
            <may>? skippa|pass|passa|passar|utelämna|skippar <this>? över|här|på_den?
            <may>|vi_kan|kan_vi? gå|komma|fortsätt|flytta|fortsätta|vidare|hoppa|gå_bara vidare|till|fram|över_till|
                till_det|till_den|direkt_till till|med? det|den? nästa|följande? fråga|en?
            det|den nästa fråga|en?
            nästa fråga|en?
            <may>? nästa|vidare fråga|till_nästa|till_nästa_fråga|en|till_det_nästa
            jag? vill|önskar|skulle_vilja|ska|kan|orkar|föredrar|behöver|väljer|får|vågar|känner_för|har_lust|vägrar
                inte|inte_att|att_avstå|avstå|att_låta_bli_med|för_inte|till_att|att_låta_bli att? svara|svar|besvara|
                uppge|säga|tala|berätta|kommentera|dela|att_svara|att_besvara|säga_något|kommenteres|uttala_mig|
                svares|komma_in <this>|om_det|på|om|något|till_det|det_till_er|om_den_sort|det_här|på_era_fråga|
                in_på_det?
            jag? svarar|besvarar|säger|uppger|kommenterar|vill inte|helst_inte|inte_gärna <this>|på|det_här
            jag? vill inte|helst_inte|ogärna|ej svara|säga|uppge|besvara|säga_det|kommentera|ut_med_det <this>|något|
                det?
            <this>|den_frågan|frågan vill|svarar|önskar|ska|vill_jag|får jag? inte|helst_inte|hoppa_över|
                gärna_hoppa_över svara_på|på|säga|uppge|besvara|svara?
            jag? vägrar|avstår|väljer att|från_att|från svara|att_svara|besvara|svar <this>?
            jag? passar|hoppar_över|skippar <this>|här?
            inte svara|säga|det <this>?
            inget|inga|inte_något|utan svar|kommentar|kommentarer till|på? <this>?
            <this>|frågan|det|detta? är inte|irrelevant|ovidkommande relevant|aktuellt|något_för_mig|passande|
                något_för_min_situation|vederbörande för|till? mig|min_situation|oss?
            <this>|frågan|det|detta? gäller|passar|rör|angår inte mig|för_mig|på_mig|min_situation|på_min_situation|
                oss|ni_min_situation
            inte relevant|aktuellt|gällande|något_för_mig|vederbörande|relevant_för_mig|aktuellt_för_mig|besvara för?
                mig?
            irrelevant|privat|för_privat|för_personligt|personligen|det_är_privat|det_är_för_personligt|
                det_är_personligen|inaktuellt|det_rör_inte_er|det_angår_inte_er|det_är_inaktuellt|inget_svar
            ska|behöver|är jag|man|jag_tvungen_till att? svara|besvara|fylla_i|hoppa_över <this>|alla|allt|på_alla|
                dem_alla|alla_fråga|på_allt|på_det_hele|på_alla_fråga?
            låt|låta oss? den|det|detta|frågan|oss vara|stå_tom|hoppa_över|hoppa_den_över|hoppa_det_över|stå|
                gå_vidare|blank?
            blank|stå_över|jag_står_över|över|skippa
            """,
        "dont-know": """
            det? <know>|kommer|kan|vågar jag? inte|ej|knappt ihåg|säga|svara_på|minnas|komma_ihåg|bedöma|avgöra|veta|
                säga_säkert <this>|exakt|säkert|riktigt|så_noga?
            det <know> jag inte|ej riktigt|exakt|säkert|längre?
            jag? <know> inte|ej|inte_så_noga|inte_exakt|inte_säkert riktigt|exakt|säkert|alls|längre|
                vad_jag_ska_svara|vad|det|hur_mycket|när?
            ingen_aning_alls|har_inte_en_aning|jag_har_inte_en_aning|inte_en_aning|aning_har_jag_inte|har_ingen_koll|
                ingen_koll
            svårt|omöjligt|det_är_svårt|det_är_omöjligt|inte_lätt att säga|veta|svara_på|bedöma|uppskatta|minnas
                <this>|exakt|säkert|det?
            jag? det? <know>|visste jag? det? inte|inget|ej|inte_en|aldrig|inte_riktigt|inte_helt|inte_nog komma_ihåg|
                säga|svara_på|veta|säga_det|bedöma|avgöra|komma_ihåg_det|sätta_siffra_på|säga_något|helt_säga|
                riktig_komma_ihåg|rätt_komma_ihåg|riktig_säga|bedöma_det|svara|idé|koll_på|komma_ihåg_när|
                komma_ni_tanke? <this>|om_det|rätt|riktig|helt|exakt|vad_jag_ska_svara|vad_jag_ska_säga|vad|
                med_säkerhet|något|svaret|hur_mycket|hur_många|vilket_siffra|när|ännu|exakt_vad|det_exakt|säkert|
                hur_ofta|det_helt|dock|det_rätt|mer|vilken|nu|något_om_det|till_det|det_riktig|på_det|det_säkert|
                en_skid|en_dyt|hur_länge|vad_jag_ska_skriva|vad_jag_ska_välja|jag?
            jag? det? kan|har|kunde|är|vågar jag? det? inte|inget|ej|inte_en|aldrig|inte_riktigt|inte_helt|inte_nog
                komma_ihåg|säga|svara_på|veta|säga_det|bedöma|avgöra|komma_ihåg_det|sätta_siffra_på|säga_något|
                helt_säga|riktig_komma_ihåg|rätt_komma_ihåg|riktig_säga|bedöma_det|svara|idé|koll_på|komma_ihåg_när|
                komma_ni_tanke <this>|om_det|rätt|riktig|helt|exakt|vad_jag_ska_svara|vad_jag_ska_säga|vad|
                med_säkerhet|något|svaret|hur_mycket|hur_många|vilket_siffra|när|ännu|exakt_vad|det_exakt|säkert|
                hur_ofta|det_helt|dock|det_rätt|mer|vilken|nu|något_om_det|till_det|det_riktig|på_det|det_säkert|
                en_skid|en_dyt|hur_länge|vad_jag_ska_skriva|vad_jag_ska_välja|jag?
            det|detta vet|minns|anar jag|man inte|inget|inga|inte_riktigt|inte_helt komma_ihåg|säga|något_om|svara_på|
                idé_om|aning_om|helt|rätt|riktig|svar_på|komma_ihåg_rätt?
            det|detta kan|har|vågar jag|man inte|inget|inga|inte_riktigt|inte_helt komma_ihåg|säga|något_om|svara_på|
                idé_om|aning_om|helt|rätt|riktig|svar_på|komma_ihåg_rätt
            jag? har|anar inte|inga|inte_en|inte_den_blekaste|inte_den_minsta|inget|inte_skymt_av aning|idé|ide|svar|
                känsla|minne|mening|begrepp|den_blekaste|den_blekaste_aning|det|överhuvudtaget om|av|på? <this>|
                om_det|vad|hur_mycket|vad_jag_ska_svara|vad_jag_ska_säga?
            inga|inte_en|inte_den_blekaste|inte_den_minsta|inte_skymt_av aning|idé|ide|begrepp|känsla|mening om? det|
                överhuvudtaget|hur_mycket|detta?
            jag_är|är|känner_mig|jag_känner_mig? inte|lite|mycket|helt|fortfarande|inte_helt|inte_så|inte_riktigt|
                inte_hundra_procent|inte_100_procent|något säker|osäker|viss|klar|klar_över_det|övertygad|
                klar_över_vad på|om|ni? <this>|vad_jag_ska_svara|vad|hur_mycket|vilket|svaret|vad_jag_ska_säga|
                vilket_siffra|ännu?
            jag_är|är|känner_mig|fortfarande? osäker|oklar|tvekar på|om|ni? <this>|vad_jag_ska_svara|vad|hur_mycket|
                vilket|svaret|vad_jag_ska_säga|vilket_siffra|ännu?
            det|detta? är? svårt|omöjligt|inte_lätt|inte_enkelt|mycket_svårt|för_svårt att? säga|svara_på|bedöma|
                komma_ihåg|avgöra|veta|sätta_siffra_på|mäta|förklara|svara|beskriva|ge_ett_siffra|säga_exakt <this>|
                för_mig|något_om|nu|exakt|helt?
            jag? har_glömt|glömt|glömde det|vad|när|svaret|hur_mycket|hur_många|det_helt?
            vem|gudarna|gud|det vet|får_gudarna det|vet|veta|man_inte?
            kan inte komma_ihåg|säga|svara_på|bedöma|avgöra <this>|något|helt|exakt|mer?
            vets|minns|erindres inte
            gott_fråga|pass_anar_inte|anar_det_inte|anar_inte|tja_vet_inte|inga_idé|inga_ide|det_vet_jag_ej
            """,
        "later": """
            jag? svarar|svara|skriver|gör|tar|fyller_i|återkommer|hör_av_mig|kollar|försöker på? det|den|detta|frågan|
                enkäten|er|dig? <when>|<hour> igen|i_stället|istället?
            jag? ska? återkommer|återkomma|hör_av_mig|höra_av_mig till_er|till_dig|med_svar|med_det? <when>|<hour>?
            jag? hinner|orkar|kan|klarar inte|ej svara|göra_det|det|med_det|prata? <now>
            jag? hinner|hann inte|ej svara|det|med_det|med? <now>?
            <you>? fråga|påminn|skriv|försök|prova|skicka|kontakta|smsa|hör mig|till_mig|av_er|er|om_det? igen|
                på_nytt|det|om_det|frågan? <when>|<hour> igen|istället|i_stället?
            påminn mig om_det|om_detta|igen?
            ~ögonblick|ett_ögonblick|en_stund|vänta_lite|vänta_ett_tag|en_minut|två_minuter|ett_tag|ge_mig_en_stund|
                ge_mig_lite_tid|sitter_i_möte
            ~<i_am>? ute|iväg|borta_och handlar|går|äter|handla|reser|tränar|promenerar <now>? <when>|svarar_senare?
            passar|det_passar inte|dåligt|inte_bra <now>|idag|just_nu?
            har|jag_har inte|ingen|ej tid|möjlighet att_svara|för_det|med_det|att_göra_det? <now>|idag?
            inte|ej idag|i_kväll|ikväll|just_nu|nu
            <may>|det|detta|kan|kan_det det? vänta till? <when>?
            inga tid <now>?
            det|nu passar dåligt|inte|inte_gott <now>?
            <may>|det|jag_ska|jag_provar_att|det_kan_jag|det_vill_jag|jag_lovar_att|låter_mig? <reply> jag? <this>|er|
                dig|till_er|med_det|det_hele? <when>|<hour> igen|i_stället|på_det|det|på_enkäten|på_frågan|på_detta|
                i_dag|på_frågorna|tillbaka|med_det|<hour>?
            <may>|jag_ska? återkomma|återkommer|komma|kommer|hör_av_mig|höra_av_mig tillbaka <when>|<hour>|till_er|
                med_det|med_svar|med_ett_svar|på_det? <when>|<hour>?
            <you>? fråga|påminn|skriv|prova|skicka|kontakt|sms|påminna|skriva|kontakta|komma_ihåg mig|till_mig|oss|
                det|igen|dem|en|den? på|om|igen|till|påminnelse|det|meddelande|mig? det|den|detta|det_här|svara|svar|
                igen|att_svara? <when>|<hour> igen|i_stället|om_det|på_det?
            påminn mig om|på? <this>?
            ~<when>
            <hour>|<when> är|passar|vill_vara|skulle_vilja_vara|i_stället|kan_jag|svarar_jag|vill_jag_svara|
                gör_jag_det|ska_jag_nog|kan_jag_svara|skriver_jag|så_svarar_jag|vill_jag_göra_det bättre|bäst|
                mig_bättre|fint|svara|svara_på_det|på_det?
            inte|kan_inte|kan_det_inte|passar_inte|är_inte|jag_kan_inte|det_passar_inte|det_passar_mig_inte|
                det_går_inte|nej_inte <now>|tid|lägligt|klar|möjlighet_för_det_nu|tid_nu|precis_nu|klar_nu|beredd|
                ni_stånd_till_det_nu|i_kväll|särskilt_gott|tid_i_dag|klar_ännu|precis_för_tillfället jag_har_bråttom|
                senare|har_bråttom|jag_sover|jag_är_upptagen|i_morgon?
            jag? kan|när|orkar inte|inte_hinna|inte_hinna_det|det_inte <reply>|prata|tala|titta_på_det|hinna_det|det|
                klara_det|precis_svara|ta_telefonen? <this>|det? <now>
            jag_har|har|har_jag|som_är|jag_har_ju inte|inga|tyvärr_inte|inte_precis|dålig tid|möjlighet|ett_ögonblick|
                ork|krafter|ett_minut|ro till|för|till_att|att? <this>|det|svara|att_svara|att_svara_på_det|
                att_kolla_på_det|det_nu? <now>?
            ~<i_am>|jag_har|har|jag_ska? för|mycket|lite? upptagen|bråttom|i_möte|på_möte|förhindrad|igång_med_något|
                ni_telefonen|på_språng|på_stan <now>? <when>|svarar_senare|skriver_senare|fråga_senare|
                återkommer_tillbaka_senare?
            ~<i_am>|jag|vi|jag_ska? på_jobbet|jobbar|kör|ute|på_bussen|på_tåget|ute_och_handlar|äter|lagar_mat|
                i_sängen|till_middag|ute_att_gå|på_stan|i_möte|vet_att_äta|till_fest|handlar|på_väg|på_språng|
                ni_kyrkan|ni_bion|inte_hemma|ni_badet|ni_bilen|ni_stugan|på_tur|till_träning|hos_frisören|till_kaffe|
                ni_trädgården|hos_familjen|på_besök|har_gäster|rastar_hunden|går_tur|ni_simhallen|gått_i_sängen|
                har_gäster_nu|till_kalas|ute_och_gå|ute_och_handla|på_jobb <now>? till_#|till_i_kväll|till_senare|
                till_kl_#|till_i_morgon? <when>|svarar_senare|svarar_när_jag_är_hemma|fråga_senare|inte_nu|
                kan_inte_nu|jag_svarar_senare|svarar_i_kväll|svarar_i_morgon|kan_jag_svara_senare|kan_inte_svara_nu|
                skriver_senare|återkommer_tillbaka_senare?
            det_är|är|detta_är|nu_är_det|det_är_ett|ett|det_passar inte|dåligt|fel|inte_ett|inte_så ett|något? dåligt|
                fel|lägligt|lämpligt? tillfälle|tajming|tillfälle_nu|nu
            dåligt|fel|olägligt|olämpligt tillfälle|nu
            ~vänta|stund|ett_ögonblick|två_sekunder|ett_sekund|sekund|häng_på|ett_minut|vänta_ett_ögonblick|
                ge_mig_ett_ögonblick|ge_mig_lite_tid|ge_mig_tid|jag_ska_ha_tid|lite_tålamod|jag_ska_tänka_över_det|
                vill_tänka_över_det|ska_tänka_mig_om|jag_ska_tänka_mig_om|tänker_över_det|jag_tänker_över_det|
                låt_mig_tänka|jag_ska_mäta_först|ge_mig_ett_par_minuter|ge_mig_en_timme|ge_mig_två_minuter ett? stund|
                minut|sekund|lite|till_senare|till_i_morgon|till_i_kväll|nu|med_det?
            <may>? skjut_upp|skjuta_upp|vänta|spara|låt|låta det|detta|den|frågan|det_här|med? vänta|med_det|med|det|
                den|att_svara? till|lite? <when>?
            <may>? skjut_upp|skjuta_upp|spara|snooza det|detta|den|frågan|det_här?
            inte i_dag|i_kväll|denna_vecka|i_förmiddag|före_i_morgon|före_i_kväll|före_senare
            """,
        "wrong-person": """
            det|det_här|detta|här|du|ni är|var inte jag|honom|henne|mig|min_telefon|mitt_nummer|patienten|mitt_namn|
                rätt_person|rätt_nummer
            du|ni har kommit|ringt|skrivit|fått|kommit_till|skickat|fått_tag_i|kommit_fram fel|till_fel|fel_nummer|
                fel_person|till_fel_person|till_fel_nummer
            ingen|det_finns_ingen|det_bor_ingen|här_bor_ingen|här_finns_ingen med_det_namnet|vid_det_namnet|
                som_heter_så|som_heter_det|med_det_namn här|på_det_här_numret|på_detta_nummer?
            ~<they> dog|är_död|har_dött|gick_bort|har_gått_bort|har_avlidit|är_avliden|avled|har_somnat_in|
                finns_inte_längre förra_veckan|i_förra_veckan|förra_månaden|förra_året|igår|i_går|nyligen|
                för_#_dagar_sedan|för_#_veckor_sedan|för_#_månader_sedan|för_en_vecka_sedan|för_en_månad_sedan|i_år?
            <kin> bor|har|finns|använder|är inte|ej här|det_här_numret|detta_nummer|numret|kvar längre|mer|kvar?
            <kin> har bytt|fått|skaffat nytt? nummer|telefon|telefonnummer|mobil
            det|detta|det_här är inte|inte_längre <kin>|hans|hennes|min_mans|min_frus nummer|telefon|mobil längre|mer?
            den|en|det? fel person|nummer|man|dam|patient|telefon
            <kin> bor|är|har|finns här? inte|inte_längre här? mer|längre
            jag_tror|du_har|ni_har|de_har|det_är|detta_är|jag_tror_du_har|jag_tror_ni_har|du_har_fått|ni_har_fått|
                jag_tror_det_är|ni_får_ha|du_får_ha|här_är|du_skriver_till|ni_skriver_till|ni_har_fått_tag_i|
                du_har_fått_tag_i|jag_tror_ni_har_fått|jag_tror_du_har_fått|ni_har_skrivit_till|har_du|
                du_har_ringd_till|du_har_slagit|meddelandet_är_skickat_till|sms_till|ni_skickar_till|du_skickar_till|
                ni_har_skickat_till|det_är_ett|har_ni|det_får_vara|du_får_ha_fått|det_här_är|det_här_är_ett|
                ni_har_ett|jag_är|ni_får_ha_fått|ni_har_slagit|ni_kontaktar tag_i? ett|den|det|en? fel|inte_det_rätta
                <number>? nummer|man|person|här|till_den_person|jag_är_inte_patient|prova_igen|igen?
            fel <number> du_har_ringd_till|här|ni_har|till_den_person|tror_jag|man|igen|du|är_det?
            fel <number> det_är|detta_är|jag_heter|mitt_namn_är|jag_är|här_är|du_har_ringd_till|jag_känner_inte|
                det_är_inte|det_här_är|numret_tillhör|här_bor *
            du_har|ni_har|du_har_fått|ni_har_fått|det_är fel <number> det_är|detta_är|jag_heter|mitt_namn_är|jag_är|
                här_är|jag_känner_inte *
            det|detta|här|jag är inte|inte_längre mig|honom|henne|min|patienten|patient|era_patient|den_rätta|
                rätta_person|mitt_namn|till_mig|hans_nummer|hennes_nummer|hans_telefon|hennes_telefon|den_person|
                den_ni_söker|den_du_söker|menat_till_mig|avsett_till_mig|rätta_mottagare|den_rätta_person|
                patient_hos_er|rätt_nummer|det_rätta_nummer|den_ni_letar_efter|den_du_letar_efter|hennes_nummer_mer|
                hans_nummer_mer|mig_ni_ska_ha_tag_i|mig_ni_söker mer|här|längre|ni_söker|du_söker|nu|hos_er?
            inte mig|honom|henne|patienten|era_patient|patient|mitt_namn|till_mig|rätta_person|den_rätta|mig_ni_söker
                ni_söker|hos_er?
            jag? känner inte|inga|inte_någon någon|honom|henne|den_person|vederbörande|personen|det_namn|av_det_namn|
                till_det|vet_det_namn|som_heter_det|som_heter_sånt|med_det_namn|till_vederbörande av_det_namn|
                vet_det_namn|med_det_namn?
            som_är|som_bor|vi_har|här_bor|här_är|är|bor? inte_någon|inga|inte_en vet|av|med|som_heter? det|det_namn|
                sånt|den_person här|på_detta_nummer|på_det_nummer|här_på_numret?
            <kin> bor|är|har|använder|äger inte|inte_längre här|på_detta_nummer|detta_nummer|det_nummer|
                det_här_nummer|denna_telefon|att_nå_här|längre_detta_nummer|längre_det_här_nummer|mer_detta_nummer|
                det_nummer_mer mer|längre|nu?
            <kin> har|har_fått bytt|fått|nytt|ett_nytt|ändrat ett? nytt? nummer|telefon|telefonnummer|mobilnummer
            det|detta|det_här|numret är|tillhör|används inte|inte_längre|nu|av? längre|mer|nu? <kin>|hans|hennes|
                min_mans|min_frus|någon_annan|patientens|någon_annan_person|honom|henne nummer|telefon|mobil|
                telefonnummer|mer? mer|längre|nu?
            ~<they> är|blev|dog|är_tyvärr|är_ju|gick|är_nu död|gått_bort|avliden|begravd|bort|inte_bland_oss|
                somnat_in|begraven förra_veckan|i_går|förra_månaden|förra_året|nyligen|ni_år|mer|i_dag|i_söndags|
                i_måndags|i_helgen|i_morse|i_natt|längre|för_#_dagar_sedan|för_#_veckor_sedan|för_#_månader_sedan|
                för_en_månad_sedan|för_en_vecka_sedan|för_länge_sedan|för_ett_år_sedan?
            ~<they> dog förra_veckan|i_går|förra_månaden|förra_året|nyligen|ni_år|i_söndags|i_helgen|i_natt|
                för_#_dagar_sedan|för_#_veckor_sedan|för_#_månader_sedan|för_en_månad_sedan|för_en_vecka_sedan?
            avliden|patienten_är_död|patienten_är_avliden|patienten_dog
            """,
        "correct": """
            <may>|oj|hoppsan|vänta|jag_gjorde_en_fel? rätta|ändra|korrigera|göra_om|gör_om|redigera|rätta_till|om|
                rättelse mitt|mina|det|på|ni|av? svar|svaret|fråga|frågan|nummer|punkt|svar_på|svaret_på|fr|i_fråga|
                på_fråga|till_fråga? fråga|nummer|på|ni|på_fråga|till_fråga|nr? nummer? #
            <may>|oj? gå|komma|hoppa|tillbaka|återkomma|vänd tillbaka? till fråga|svar|nummer? nummer? #
            <may>? svara|svar på? fråga|nummer? # igen|om|en_gång_till
            # var_fel|är_fel
            fråga|svar|nummer|svar_på|svaret_på fråga|nummer? # fel|var_fel|är_fel|ska_rättas|ska_ändras|
                är_inte_riktigt|var_en_fel
            fel|fel_svar|jag_svarade_fel|svarade_fel|fel_ni_svar|som_är_fel|jag_har_svaret_fel|skrivfel på|ni|till|
                vet? fråga|svar|nummer? nummer? #
            mitt_svar|svaret på|till|ni fråga|nummer? # var|är fel|en_fel|inte_riktigt
            """,
        "start": """
            <may>? start|börja|starta|återuppta|anmäl|avanmäl igen|från_början|mig_igen|på_nytt|mig_till|
                mig_till_igen|meddelandena_igen
            """,
    }
)
