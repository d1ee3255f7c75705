"""Danish requests."""

from types import MappingProxyType
from typing import Final

REQUESTS: Final = MappingProxyType(
    {
        "stop": """
            <you>? stop|stoppe|hold_op med? de|de_der|disse|de_her|alle|alle_de beskeder|sms|spørgsmål
            <you>? stop|stoppe|hold_op|holde_op|ophør med at? sende|skrive|sms'e|kontakte|genere|forstyrre|plage|
                spørge|spamme mig? til_mig? <these>? <texts>? til_mig? nu|mere|helt?
            <you>? stop|stoppe|hold_op|holde_op <these>? beskeder|beskederne|sms|spørgsmål|spørgsmålene|skemaer|
                påmindelser|spam til_mig? nu|helt?
            <you>? stop|stoppe|hold_op|holde_op med? det|dette|det_her|disse|alt|jeres|alle <texts>? nu|helt?
            hold nu? op|kæft nu|med_det?
            jeg_vil|jeg_ønsker|vil|ønsker|jeg_skal at? stoppe|afmeldes|framelde_mig|afmelde_mig|frameldes|udgå|ud|
                stoppes|slettes|udmelde_mig|melde_mig_ud|melde_mig_fra|melde_mig_af|trække_mig|trække_mig_ud|afslutte|
                slette_mig|afmelde|framelde|trække_mig_fra|udtræde nu|af_det|af_det_her|af_undersøgelsen|af_studiet|
                af_listen|fra_listen|fra_undersøgelsen|med_det|af_projektet|fra_projektet|med_det_her|med_beskederne|
                fra_det|af_dette|deltagelsen|min_deltagelse|fra_det_her|fra_beskederne|beskederne|helt?
            <may> afmelde|afmeldes|afmeldt|framelde|frameldt|frameldes|slettes|slettet|slette|fjernes|fjernet|melde|
                meldes|taget|tages mig|disse|beskederne|jer? af|fra|ud|det|dette|det_her|listen|jeres|undersøgelsen|
                beskederne|sms? liste|listen|fra_listen?
            <may> blive|gerne_blive afmeldt|slettet|frameldt|fjernet|meldt_fra|meldt_af|meldt_ud|taget_af fra|af? det|
                dette|listen|jeres_liste|undersøgelsen?
            <you>? afmeld|frameld|slet|fjern|meld|afmelde|framelde|slette|fjerne|melde|tag|tage|afregistrer mig|
                mit_nummer|nummeret|mine_data|mit_telefonnummer|os|alt|det_her_nummer|mine_oplysninger|dette_nummer|
                mit_navn af|fra|ud|fra_listen|af_listen|fra_jeres_liste|af_jeres_liste|fra_systemet|af_det_her|
                fra_det_her|fra_sms|fra_undersøgelsen|fra_databasen|fra_disse_beskeder|listen|fra_det|nu?
            hvordan|hvor afmelder|framelder|stopper|melder|slipper|sletter|undgår|kan jeg mig? fra|af|disse|de_her|
                beskederne|for|dette|det_her|det? beskeder|beskederne|sms|mig|afmelde|framelde|af|fra?
            ikke|ingen|aldrig <these>? beskeder|besked|sms|spørgsmål|skemaer|påmindelser|mere_af_det|mere_af_det_her|
                flere|flere_beskeder fra_jer|mere|nu|til_mig?
            <you>? lad_være|undlad|lade_være|undlade med? at? sende|skrive|kontakte|sms'e|genere|forstyrre mig?
                til_mig? <these>? <texts>? mere|igen|til_mig?
            <you>? send|skriv|kontakt|sms|forstyr|giv|ring mig|til_mig|os? ikke|aldrig|ingen|ikke_mig til_mig|mig?
                <these>? <texts>? mere|igen|til_mig|nogensinde?
            <you>? ikke|aldrig send|sende|skriv|skrive|kontakt|kontakte mig|til_mig|os? <these>? <texts>? mere|igen|
                til_mig?
            jeg? vil|ønsker|orker|gider|skal|behøver ikke|aldrig have|få|modtage|at_få|at_modtage|at_have|kontaktes|
                have_tilsendt|at_blive_kontaktet|blive_kontaktet|bruge <these>? <texts>? mere|fra_jer|til_mig|af_det|
                af_det_her|igen?
            jeg? vil|ønsker|orker|gider|skal ikke <these>? beskeder|sms|spørgsmål|skemaer|mere_af_det_her|mere_af_det
                fra_jer|mere?
            jeg? vil|ønsker|orker|gider|skal|kan ikke|ikke_mere være_med|deltage|at_deltage|fortsætte|at_fortsætte|
                være_en_del_af_det|at_være_med|medvirke|være_med_i_det|være_med_i_det_her|deltage_i_det|
                deltage_i_det_her|deltage_i_undersøgelsen|være_med_i_undersøgelsen|bruge_det mere|i_det|
                i_undersøgelsen|i_det_her|med_det|med_det_her|i_projektet|i_dette|i_studiet?
            jeg? ønsker|vil|deltager|orker|gider ikke mere_af_det|mere_af_det_her|i_undersøgelsen|i_det_her
            frabeder_mig|jeg_frabeder_mig|nej_til|slut_med|nok_af|færdig_med <these>? <texts> nu|fra_jer|mere?
            <you>? lad mig være_i_fred|være|i_fred
            jeg har fået_nok af|nu? <these>? <texts>? nu?
            jeg melder_mig_ud|melder_fra|melder_mig_fra|stopper|afmelder_mig|framelder_mig|trækker_mig|afmelder|
                trækker_mig_ud|springer_fra|udgår nu|her|af_undersøgelsen?
            <you>? afslut|afbryd|annuller|opsig|afslutte|afbryde det|dette|det_her|beskederne|abonnement|abonnementet|
                alt|min_deltagelse|deltagelsen|nu|alle_beskeder|undersøgelsen|mit_abonnement
            <you>? glem|bloker mig|mit_nummer|dette_nummer
            stop|hold_op med_at skrive|sende|spørge
            """,
        "call": """
            kan|vil|må|kunne|skal|skulle <staff> ikke? ringe|kontakte|ringe_op mig|til_mig|os? op|tilbage? <when>|
                <hour>?
            <you>? <staff>? ring|ringe|kontakt|kontakte|telefoner|tag_kontakt|tage_kontakt|opkald|ringer|ringede|
                ringes|kontakter mig|til_mig|os|op|til? op|tilbage|på_telefonen|i_stedet|til_mig|på_min_mobil|mig_op|
                mig|på_mobilen|hjem|på_fastnet|på_nummer_#|på_#|på_min_telefon? <when>|<hour>|hurtigst_muligt|nu|
                når_i_kan|når_i_har_tid|når_du_har_tid|når_du_kan|med_det_samme|om_det|om_dette|angående_det|i_dag|
                snarest_muligt|i_formiddag|når_det_passer|omgående|angående_dette? <hour>?
            ring mig|til_mig op|på|tilbage? nummer|mobil|mobilen|telefonen|fastnet? #? <when>|<hour>?
            <may>? blive|bliver|have_at_blive|have_at_i|at_blive|få|bedes ringet_op|ringes_op|kontaktet|kontaktes|
                ringet_til|ringet|kontaktes_telefonisk|ringet_tilbage|ringer af|fra? <staff>? <when>|<hour>?
            <may> ringes_op|kontaktes|ringes|opkald|kontaktes_telefonisk|have_at_i_ringer|have_i_ringer|at_i_ringer|
                have_et_opkald|et_opkald|have_en_opringning|en_opringning|have_nogen_ringer|have_at_nogen_ringer|
                have_et_telefonopkald|have_nogen_til_at_ringe til_mig|mig_op|op|af|fra? <staff>? <when>|<hour>?
            jeg? vil|ønsker|behøver|trænger|har_brug|beder|venter til|for|om? et|en|at? opkald|opringning|
                telefonopkald|telefonsamtale|ringes_op|samtale|telefontid fra|med|af? <staff>? <when>?
            <may>? have_brug_for_at|har_brug_for_at|trænger_til_at|få|få_lov_at|hellere|komme_til_at|have_lov_til_at?
                tale|snakke|tale_i_telefon|snakke_i_telefon|komme_i_kontakt|få_fat_i|få_en_snak|drøfte_det|
                diskutere_det med? <staff> om_det|om_dette|i_telefonen|i_telefon|telefonisk|personligt|i_stedet|
                om_det_her|om_mine_smerter? <when>?
            <may>? hellere|kan_vi|vi_kan? tale|snakke|tale_om_det|svare|besvare|snakke_sammen|tage|klare|tales det|
                spørgsmålene|sammen|ved|dette|det_her? i|over|på|pr telefon|telefonen|telefonisk
            få|bed|sig_til|bede|sige_til <staff> om|til|at? at? ringe|ringer|kontakte mig|til_mig|mig_op|op|tilbage?
                <when>|<hour>?
            jeg beder om|om_at at? blive|et? ringet_op|kontaktet|opkald|opringning
            opkald|opringning|ring_op|telefonsamtale ønskes|bedes|nu|hurtigst_muligt|til_mig
            ringes|kontaktes|ringet op ønskes|bedes|mig|nu|hurtigst_muligt?
            hvordan|hvornår|hvor kan|får jeg få_fat_i|fat_i|tale_med|snakke_med|ringe_til|træffe|ringe_til_jer
                <staff>?
            """,
        "help": """
            hvordan|hvorledes
            det|dette|spørgsmålet forstår|fatter jeg ikke|intet_af|ikke_noget_af
            brug for hjælp
            hvad|hvem går|skriver|er det? ud_på|til_mig|om?
            gentag|hvabehar|hvadbehar
            <may>|jeg? har_brug_for|trænger_til|mangler|behøver|bruge|have_brug_for|behov_for|har_behov_for|skal_bruge
                noget|lidt|mere? hjælp|assistance|vejledning|information|info|en_forklaring|forklaring til_det|
                med_det|her|til_at_svare|til_dette|til_det_her|til_spørgsmålet|med_dette|med_det_her|til_skemaet?
            <you>? hjælp|hjælpe|forklar|forklare|uddyb|uddybe|vejled mig|os|det|dette|det_her|spørgsmålet|
                hvad_det_betyder|hvad_i_mener|det_igen|nærmere? med|til|lidt|nærmere|igen|bedre? det|dette|det_her|
                svare|spørgsmålet|at_svare|at_forstå?
            hjælp|info|information|vejledning ønskes|nu|mig|til_det|til_dette|her
            jeg? kan|kunne ikke|slet_ikke forstå|finde_ud_af|følge_med|se_hvad_i_mener <this>|hvad_i_mener|
                hvad_jeg_skal|det?
            jeg? forstår|fatter|begriber|følger ikke|intet|ikke_helt|ikke_rigtigt|slet_ikke|ikke_rigtig|ingenting
                forstå|finde_ud_af|helt|rigtigt|rigtig|følge_med|se_hvad_i_mener? <this>|hvad_i_mener|
                hvad_det_betyder|hvad_i_vil|hvad_jeg_skal|hvad_der_menes|beskeden|noget|en_brik|meningen|
                hvad_du_mener|hvad_der_står|at_svare|spørgsmålene|tallene|skalaen|teksten|hvad_i_spørger_om|et_ord|
                hvordan_man_svarer?
            jeg? ved ikke hvad|hvordan jeg|man|det skal|gør|svarer|virker gøre|svare|skrive|trykke? her|nu|det?
            hvad|hvor|hvordan|hvorfor|hvem|hvilken|hvilket er|var|mener|betyder|vil|skal|gør|kan|svarer|virker|
                fungerer|handler|siger|menes|bruger|skriver|spørger|sender det|dette|det_her|i|du|jeg|man|der|den|
                spørgsmålet|tallene|skalaen|tallet|skemaet|beskeden|mig|meningen|forskellen|denne_besked|
                de_her_beskeder|dem|disse_beskeder|skal|ordet med|på|om|her|gøre|svare|skrive|til_mig|til|fra|mene|
                betyde|have|vide|for_noget|det|dette|dette_her|det_her|jeg|der|nu|betyder|bruges_til|går_ud_på|sige|
                nu_jeg|værst|bedst|højest|det_nu|af_mig|trykke? gøre|svare|skrive|for_noget|om|på|med|her|det|nu|til|
                mig?
            hvad|hvordan|hvorfor|hvem|hvilken|hvilket nu|skala|spørgsmål|tal|behager|helt_præcist|sagde_du|for_noget|
                siger_i|sagde_i|for_et_spørgsmål|besked
            hvad|hvordan skal|gør|svarer|må|kan|bør jeg|man|vi gøre|svare|skrive|sige|det|taste|svare_på|trykke|
                besvare|måle|her|trykke_på|forstå? <this>|her|nu|på?
            hvad betyder|er|dækker #|tallet|ordet|skalaen|tallene #|over?
            er #|ti|nul|ti_er|tallet_# det? værst|bedst|værste|bedste|højst|højeste|slemt|mest|laveste|slemmest|værre
                eller_bedst|eller_godt|eller_værst?
            gentag|sig_det|kan_du_gentage|kan_i_gentage|hvad_var|send|vis|skriv|kan_i_sende|kan_du_sende|stil|
                kan_du_sige|kan_i_sige spørgsmålet|det|en_gang_til|en_gang_mere|spørgsmålet_igen|det_igen igen|
                en_gang_til|en_gang_mere|nu?
            hvad var spørgsmålet|det|det_nu|spørgsmålet_nu|det_i_spurgte_om igen|det|nu?
            ~<i_am>? forvirret|i_tvivl_om_hvad_jeg_skal|usikker_på_hvad_jeg_skal|lost|gået_i_stå|uforstående|
                gået_kold|helt_blank|i_tvivl_om_spørgsmålet over_spørgsmålet|svare|gøre?
            spørgsmålet|det|dette|beskeden er ikke? uklart|uforståeligt|forvirrende|klart|tydeligt|uklar|
                svært_at_forstå
            jeg? har_glemt|glemt|glemte hvad|hvordan jeg|man skal|gør|svarer svare|gøre?
            hvad behager|siger_du|siger_i
            """,
        "back": """
            <may> tilbage
            det|den|til_det|til forrige|foregående|sidste_spørgsmål|forrige_spørgsmål igen?
            tilbage til det|den? forrige|foregående|sidste|seneste|spørgsmålet spørgsmål|svar|før?
            sidste spørgsmål igen|om
            <may>|ups|før_mig|vent|hov|i_kan? gå|komme|hop|ryk|tag|spring|gå_et_skridt|rykke|hoppe|vende mig? tilbage|
                baglæns|retur til|igen? det|den|et? forrige|sidste|spørgsmålet|spørgsmål|skridt|seneste|foregående?
                spørgsmål|svar?
            tilbage|retur til det|den|mit forrige|sidste|seneste|foregående|spørgsmålet spørgsmål|svar|før?
            et|én|1|gå_et spørgsmål|skridt|svar|trin|en? tilbage|baglæns
            tilbage et|en|1|igen spørgsmål|skridt|svar|trin?
            det|den|mit|et? forrige|foregående|seneste|tidligere spørgsmål|svar|besked|en|sms igen?
            det sidste|spørgsmål spørgsmål|svar|før igen|om?
            spørgsmålet|det før
            <may>? fortryd|fortryde|fortryder|annuller|annullere|omgør mit|det|min|den|sidste|dette? sidste|svar|
                forrige|seneste|det? svar|besked?
            slet mit|det|min sidste|forrige|seneste svar|besked
            <may>? rette|ret|ændre|ændr|lave_om_på|omgøre|korriger mit|det|på? sidste|forrige|seneste|foregående svar|
                spørgsmål?
            ups|hov tilbage|gå_tilbage|fortryd
            tilbage|baglæns|fortryd|forrige|retur
            jeg kom_til_at_svare|svarede|trykkede|tastede|skrev forkert|forkert_før|forkert_på_det_sidste|
                forkert_lige_før
            """,
        "skip": """
            <may>|jeg_vil? spring|springe|hop|hoppe|springer|hopper|skip|skippe|skipper|spring_bare|gå|ryk <this>?
                over|forbi <this>? næste|gå_videre|og_gå_videre|igen|her|mig?
            <may>? skip|skippe|pas|passe|passer|melde_pas|udelad|udelade|skipper <this>? over|her|på_den?
            <may>|vi_kan|kan_vi? gå|komme|fortsæt|ryk|fortsætte|videre|hop|spring|rykke|hoppe|gå_bare videre|til|frem|
                over_til|til_det|til_den|direkte_til til|med? det|den? næste|følgende? spørgsmål|en?
            det|den næste spørgsmål|en?
            næste spørgsmål|en?
            <may>? næste|videre spørgsmål|til_næste|til_næste_spørgsmål|en|til_det_næste
            jeg? vil|ønsker|ville|skal|kan|gider|foretrækker|behøver|vælger|må|tør|føler_for|har_lyst|nægter ikke|
                ikke_at|at_undlade|undlade|at_lade_være_med|for_ikke|til_at|at_lade_være at? svare|svar|besvare|
                oplyse|sige|tale|fortælle|kommentere|dele|at_svare|at_besvare|sige_noget|kommenteres|udtale_mig|
                svares|komme_ind <this>|om_det|på|om|noget|til_det|det_til_jer|om_den_slags|det_her|
                på_jeres_spørgsmål|ind_på_det?
            jeg? svarer|besvarer|siger|oplyser|kommenterer|vil ikke|helst_ikke|ikke_gerne <this>|på|det_her
            jeg? vil ikke|helst_ikke|nødig|ej svare|sige|oplyse|besvare|sige_det|kommentere|ud_med_det <this>|noget|
                det?
            <this>|det_spørgsmål|spørgsmålet vil|svarer|ønsker|skal|vil_jeg|må jeg? ikke|helst_ikke|springe_over|
                hoppe_over|gerne_springe_over svare_på|på|sige|oplyse|besvare|svare?
            jeg? nægter|undlader|afstår|vælger at|fra_at|fra svare|at_svare|besvare|svar <this>?
            jeg? passer|springer_over|melder_pas|skipper <this>|her?
            ikke svare|sige|det <this>?
            intet|ingen|ikke_noget|uden svar|kommentar|kommentarer til|på? <this>?
            <this>|spørgsmålet|det|dette? er ikke|irrelevant|uvedkommende relevant|aktuelt|noget_for_mig|passende|
                noget_for_min_situation|vedkommende for|til? mig|min_situation|os?
            <this>|spørgsmålet|det|dette? gælder|passer|vedrører|vedkommer|angår ikke mig|for_mig|på_mig|
                min_situation|på_min_situation|os|i_min_situation
            ikke relevant|aktuelt|gældende|noget_for_mig|vedkommende|relevant_for_mig|aktuelt_for_mig|besvare for?
                mig?
            irrelevant|privat|for_privat|for_personligt|personligt|det_er_privat|det_er_for_personligt|
                det_er_personligt|uaktuelt|det_rager_ikke_jer|det_vedkommer_ikke_jer|det_er_uaktuelt|intet_svar
            skal|behøver|er jeg|man|jeg_nødt_til at? svare|besvare|udfylde|springe_over <this>|alle|alt|på_alle|
                dem_alle|alle_spørgsmål|på_alt|på_det_hele|på_alle_spørgsmål?
            lad|lade os? den|det|dette|spørgsmålet|os være|stå_tom|springe_over|springe_den_over|springe_det_over|stå|
                gå_videre|hoppe_over|blank?
            blank|stå_over|jeg_står_over|over|skip
            """,
        "dont-know": """
            jeg? det? <know>|vidste jeg? det? ikke|intet|ej|ikke_en|aldrig|ikke_rigtig|ikke_rigtigt|ikke_helt|ikke_nok
                huske|sige|svare_på|vide|sige_det|vurdere|bedømme|afgøre|huske_det|sætte_tal_på|sige_noget|helt_sige|
                rigtig_huske|rigtigt_huske|rigtig_sige|vurdere_det|svare|idé|styr_på|huske_hvornår|komme_i_tanke?
                <this>|om_det|rigtigt|rigtig|helt|præcis|præcist|hvad_jeg_skal_svare|hvad_jeg_skal_sige|hvad|
                med_sikkerhed|noget|svaret|hvor_meget|hvor_mange|hvilket_tal|hvornår|endnu|præcis_hvad|nøjagtigt|
                det_præcist|sikkert|hvor_ofte|det_helt|dog|det_rigtigt|mere|hvilken|nu|noget_om_det|til_det|
                det_rigtig|på_det|det_sikkert|en_skid|en_dyt|hvor_længe|hvad_jeg_skal_skrive|hvad_jeg_skal_vælge|
                det_nøjagtigt|jeg?
            jeg? det? kan|har|kunne|er|tør jeg? det? ikke|intet|ej|ikke_en|aldrig|ikke_rigtig|ikke_rigtigt|ikke_helt|
                ikke_nok huske|sige|svare_på|vide|sige_det|vurdere|bedømme|afgøre|huske_det|sætte_tal_på|sige_noget|
                helt_sige|rigtig_huske|rigtigt_huske|rigtig_sige|vurdere_det|svare|idé|styr_på|huske_hvornår|
                komme_i_tanke <this>|om_det|rigtigt|rigtig|helt|præcis|præcist|hvad_jeg_skal_svare|hvad_jeg_skal_sige|
                hvad|med_sikkerhed|noget|svaret|hvor_meget|hvor_mange|hvilket_tal|hvornår|endnu|præcis_hvad|nøjagtigt|
                det_præcist|sikkert|hvor_ofte|det_helt|dog|det_rigtigt|mere|hvilken|nu|noget_om_det|til_det|
                det_rigtig|på_det|det_sikkert|en_skid|en_dyt|hvor_længe|hvad_jeg_skal_skrive|hvad_jeg_skal_vælge|
                det_nøjagtigt|jeg?
            det|dette ved|husker|aner|mindes jeg|man ikke|intet|ingen|ikke_rigtig|ikke_rigtigt|ikke_helt huske|sige|
                noget_om|svare_på|idé_om|anelse_om|helt|rigtigt|rigtig|svar_på|huske_rigtigt?
            det|dette kan|har|tør jeg|man ikke|intet|ingen|ikke_rigtig|ikke_rigtigt|ikke_helt huske|sige|noget_om|
                svare_på|idé_om|anelse_om|helt|rigtigt|rigtig|svar_på|huske_rigtigt
            jeg? har|aner ikke|ingen|ikke_en|ikke_den_fjerneste|ikke_den_mindste|intet|ikke_skygge_af anelse|idé|ide|
                svar|fornemmelse|erindring|mening|begreb|den_fjerneste|den_fjerneste_anelse|det|overhovedet|hukommelse
                om|af|på? <this>|om_det|hvad|hvor_meget|hvad_jeg_skal_svare|hvad_jeg_skal_sige?
            ingen|ikke_en|ikke_den_fjerneste|ikke_den_mindste|ikke_skygge_af anelse|idé|ide|begreb|fornemmelse|mening
                om? det|overhovedet|hvor_meget|dette?
            jeg_er|er|føler_mig|jeg_føler_mig? ikke|lidt|meget|helt|stadig|ikke_helt|ikke_så|ikke_rigtig|ikke_rigtigt|
                ikke_hundrede_procent|ikke_100_procent|noget sikker|usikker|i_tvivl|vis|afklaret|klar_over_det|
                overbevist|klar_over_hvad på|om|i? <this>|hvad_jeg_skal_svare|hvad|hvor_meget|hvilket|svaret|
                hvad_jeg_skal_sige|hvilket_tal|endnu?
            jeg_er|er|føler_mig|stadig? usikker|i_tvivl|uvis|uafklaret|tvivler|tvivl på|om|i? <this>|
                hvad_jeg_skal_svare|hvad|hvor_meget|hvilket|svaret|hvad_jeg_skal_sige|hvilket_tal|endnu?
            det|dette? er? svært|vanskeligt|umuligt|ikke_let|ikke_nemt|meget_svært|for_svært at? sige|svare_på|
                vurdere|huske|bedømme|afgøre|vide|sætte_tal_på|måle|forklare|svare|beskrive|give_et_tal|sige_præcist
                <this>|for_mig|noget_om|nu|præcist|helt?
            jeg? har_glemt|glemt|glemte det|hvad|hvornår|svaret|hvor_meget|hvor_mange|det_helt?
            hvem|guderne|gud|det ved|må_guderne det|ved|vide|man_ikke?
            kan ikke huske|sige|svare_på|vurdere|afgøre <this>|noget|helt|præcist|mere?
            vides|mindes|erindres ikke
            godt_spørgsmål|pas_aner_ikke|aner_det_ikke|aner_ikke|tja_ved_ikke|ingen_idé|ingen_ide|det_ved_jeg_ej
            """,
        "later": """
            <may>|det|dette|kan|kan_det det? vente til? <when>?
            ingen tid <now>?
            det|nu passer dårligt|skidt|ikke|ikke_godt <now>?
            <may>|det|jeg_skal|jeg_prøver_at|det_kan_jeg|det_vil_jeg|jeg_lover_at|lader_mig? <reply> jeg? <this>|jer|
                dig|til_jer|med_det|det_hele? <when>|<hour> igen|i_stedet|på_det|det|på_skemaet|på_spørgsmålet|
                på_dette|i_dag|på_spørgsmålene|tilbage|med_det|<hour>?
            <may>|jeg_skal? vende|vender|komme|kommer|melder|melde tilbage|retur <when>|<hour>|til_jer|med_det|
                med_svar|med_et_svar|på_det? <when>|<hour>?
            <you>? spørg|mind|påmind|skriv|prøv|send|kontakt|sms|husk|spørge|minde|skrive|prøve|sende|kontakte|huske|
                påminde mig|til_mig|os|det|igen|dem|en|den? på|om|igen|til|påmindelse|det|besked|mig? det|den|dette|
                det_her|svare|svar|igen|at_svare? <when>|<hour> igen|i_stedet|om_det|på_det?
            mind|påmind|husk mig om|på? <this>?
            ~<when>
            <hour>|<when> er|passer|vil_være|ville_være|i_stedet|kan_jeg|svarer_jeg|vil_jeg_svare|gør_jeg_det|
                skal_jeg_nok|kan_jeg_svare|skriver_jeg|så_svarer_jeg|vil_jeg_gøre_det bedre|bedst|mig_bedre|fint|
                svare|svare_på_det|på_det?
            ikke|kan_ikke|kan_det_ikke|passer_ikke|er_ikke|jeg_kan_ikke|det_passer_ikke|det_passer_mig_ikke|
                det_går_ikke|nej_ikke <now>|tid|belejligt|klar|mulighed_for_det_nu|tid_nu|lige_nu|klar_nu|parat|
                i_stand_til_det_nu|i_aften|særlig_godt|tid_i_dag|klar_endnu|lige_i_øjeblikket jeg_har_travlt|senere|
                har_travlt|jeg_sover|jeg_er_optaget|i_morgen?
            jeg? kan|når|magter|orker ikke|ikke_nå|ikke_nå_det|det_ikke <reply>|snakke|tale|se_på_det|nå_det|det|
                klare_det|lige_svare|tage_telefonen? <this>|det? <now>
            jeg_har|har|har_jeg|der_er|jeg_har_jo ikke|ingen|desværre_ikke|ikke_lige|dårlig tid|mulighed|et_øjeblik|
                overskud|kræfter|et_minut|ro til|for|til_at|at? <this>|det|svare|at_svare|at_svare_på_det|
                at_kigge_på_det|det_nu? <now>?
            ~<i_am>|jeg_har|har|jeg_skal? for|meget|lidt? optaget|travlt|i_møde|til_møde|forhindret|beskæftiget|
                i_gang_med_noget|i_telefonen|på_farten|i_byen <now>? <when>|svarer_senere|skriver_senere|spørg_senere|
                vender_tilbage_senere?
            ~<i_am>|jeg|vi|jeg_skal? på_arbejde|arbejder|kører|ude|i_bussen|i_toget|ude_at_handle|spiser|laver_mad|
                i_seng|til_middag|ude_at_gå|i_byen|i_møde|ved_at_spise|til_fest|handler|på_vej|på_farten|i_kirke|
                i_biografen|ikke_hjemme|i_bad|i_bilen|i_sommerhus|på_tur|til_træning|hos_frisøren|til_kaffe|i_haven|
                hos_familien|på_besøg|har_gæster|lufter_hund|går_tur|i_svømmehallen|gået_i_seng|har_gæster_nu|
                til_fødselsdag|ude_og_gå|ude_og_handle|på_job <now>? til_#|til_i_aften|til_senere|til_kl_#|
                til_i_morgen? <when>|svarer_senere|svarer_når_jeg_er_hjemme|spørg_senere|ikke_nu|kan_ikke_nu|
                jeg_svarer_senere|svarer_i_aften|svarer_i_morgen|kan_jeg_svare_senere|kan_ikke_svare_nu|
                skriver_senere|vender_tilbage_senere?
            det_er|er|dette_er|nu_er_det|det_er_et|et|det_passer ikke|dårligt|forkert|ikke_et|ikke_så et|noget?
                dårligt|forkert|belejligt|heldigt? tidspunkt|timing|tidspunkt_nu|nu
            dårligt|forkert|ubelejligt|uheldigt tidspunkt|nu
            ~vent|øjeblik|et_øjeblik|to_sekunder|et_sekund|sekund|hæng_på|et_minut|vent_et_øjeblik|giv_mig_et_øjeblik|
                giv_mig_lidt_tid|giv_mig_tid|jeg_skal_have_tid|lidt_tålmodighed|jeg_skal_tænke_over_det|
                vil_tænke_over_det|skal_tænke_mig_om|jeg_skal_tænke_mig_om|tænker_over_det|jeg_tænker_over_det|
                lad_mig_tænke|jeg_skal_måle_først|giv_mig_et_par_minutter|giv_mig_en_time|giv_mig_to_minutter et?
                øjeblik|minut|sekund|lidt|til_senere|til_i_morgen|til_i_aften|nu|med_det?
            <may>? udsæt|udsætte|udskyd|udskyde|vent|vente|gem|gemme|lad|lade det|dette|den|spørgsmålet|det_her|med?
                vente|med_det|med|det|den|at_svare? til|lidt? <when>?
            <may>? udsæt|udsætte|udskyd|udskyde|gem|gemme|snooze det|dette|den|spørgsmålet|det_her?
            ikke i_dag|i_aften|denne_uge|i_formiddag|før_i_morgen|før_i_aften|før_senere
            """,
        "wrong-person": """
            den|en|det? forkerte|forkert person|nummer|mand|dame|patient|telefon
            <kin> bor|er|har|findes her? ikke|ikke_længere her? mere|længere
            jeg_tror|du_har|i_har|de_har|det_er|dette_er|jeg_tror_du_har|jeg_tror_i_har|du_har_fået|i_har_fået|
                jeg_tror_det_er|i_må_have|du_må_have|her_er|du_skriver_til|i_skriver_til|i_har_fået_fat_i|
                du_har_fået_fat_i|i_har_fat_i|du_har_fat_i|jeg_tror_i_har_fået|jeg_tror_du_har_fået|i_har_skrevet_til|
                har_du|du_har_ringet_til|du_har_tastet|beskeden_er_sendt_til|sms_til|i_sender_til|du_sender_til|
                i_har_sendt_til|det_er_et|har_i|det_må_være|du_må_have_fået|det_her_er|det_her_er_et|i_har_et|jeg_er|
                i_må_have_fået|i_har_tastet|i_kontakter fat_i? et|den|det|en? forkert|forkerte|fejl|ikke_det_rigtige
                <number>? nummer|mand|person|her|til_den_person|jeg_er_ikke_patient|prøv_igen|igen?
            forkert|forkerte <number> du_har_ringet_til|her|i_har|til_den_person|tror_jeg|mand|igen|du|er_det?
            forkert <number> det_er|dette_er|jeg_hedder|mit_navn_er|jeg_er|her_er|du_har_ringet_til|jeg_kender_ikke|
                det_er_ikke|nummeret_tilhører|her_bor *
            du_har|i_har|du_har_fået|i_har_fået|det_er forkert <number> det_er|dette_er|jeg_hedder|mit_navn_er|jeg_er|
                her_er|jeg_kender_ikke *
            det|dette|her|jeg er ikke|ikke_længere mig|ham|hende|min|patienten|patient|jeres_patient|den_rigtige|
                den_rette|rette_person|mit_navn|til_mig|hans_nummer|hendes_nummer|hans_telefon|hendes_telefon|
                den_person|den_i_søger|den_du_søger|ment_til_mig|beregnet_til_mig|rette_modtager|den_rigtige_person|
                patient_hos_jer|rigtigt_nummer|det_rigtige_nummer|den_i_leder_efter|den_du_leder_efter|
                hendes_nummer_mere|hans_nummer_mere|mig_i_skal_have_fat_i|mig_i_søger mere|her|længere|i_søger|
                du_søger|nu|hos_jer?
            ikke mig|ham|hende|patienten|jeres_patient|patient|mit_navn|til_mig|rette_person|den_rigtige|mig_i_søger
                i_søger|hos_jer?
            jeg? kender ikke|ingen|ikke_nogen nogen|ham|hende|den_person|vedkommende|personen|det_navn|af_det_navn|
                til_det|ved_det_navn|der_hedder_det|der_hedder_sådan|med_det_navn|til_vedkommende af_det_navn|
                ved_det_navn|med_det_navn?
            der_er|der_bor|vi_har|her_bor|her_er|er|bor? ikke_nogen|ingen|ikke_en ved|af|med|der_hedder? det|det_navn|
                sådan|den_person her|på_dette_nummer|på_det_nummer|her_på_nummeret?
            <kin> bor|er|har|bruger|ejer ikke|ikke_længere her|på_dette_nummer|dette_nummer|det_nummer|det_her_nummer|
                denne_telefon|at_træffe_her|længere_dette_nummer|længere_det_her_nummer|mere_dette_nummer|
                det_nummer_mere mere|længere|nu?
            <kin> har|har_fået skiftet|fået|nyt|et_nyt|ændret|byttet et? nyt? nummer|telefon|telefonnummer|mobilnummer
            det|dette|det_her|nummeret er|tilhører|bruges ikke|ikke_længere|nu|af? længere|mere|nu? <kin>|hans|hendes|
                min_mands|min_kones|en_anden|patientens|en_anden_person|ham|hende nummer|telefon|mobil|telefonnummer|
                mere? mere|længere|nu?
            ~<they> er|blev|døde|er_desværre|er_jo|gik|er_nu død|gået_bort|afgået_ved_døden|afdød|begravet|bort|
                ikke_blandt_os|sovet_ind|stedt_til_hvile i_sidste_uge|i_går|sidste_måned|sidste_år|for_nylig|i_år|
                mere|i_dag|i_søndags|i_mandags|i_weekenden|i_morges|i_nat|længere|for_#_dage_siden|for_#_uger_siden|
                for_#_måneder_siden|for_en_måned_siden|for_en_uge_siden|for_længst|for_et_år_siden?
            ~<they> døde i_sidste_uge|i_går|sidste_måned|sidste_år|for_nylig|i_år|i_søndags|i_weekenden|i_nat|
                for_#_dage_siden|for_#_uger_siden|for_#_måneder_siden|for_en_måned_siden|for_en_uge_siden?
            afdød|patienten_er_død|patienten_er_afdød|patienten_døde
            """,
        "correct": """
            <may>|ups|hov|vent|jeg_lavede_en_fejl? ret|rette|ændre|ændr|korriger|korrigere|ombestem|omgøre|lav_om|
                lave_om|omgør|redigere|rediger|ret_op|om|rettelse mit|mine|det|på|i|af? svar|svaret|spørgsmål|
                spørgsmålet|nummer|punkt|svar_på|svaret_på|sp|i_spørgsmål|på_spørgsmål|til_spørgsmål? spørgsmål|
                nummer|på|i|på_spørgsmål|til_spørgsmål|nr? nummer? #
            <may>|ups? gå|komme|hop|tilbage|retur|vende|spring|vend tilbage|retur? til spørgsmål|svar|nummer? nummer?
                #
            <may>? svare|svar på? spørgsmål|nummer? # igen|om|en_gang_til
            # var_forkert|er_forkert
            spørgsmål|svar|nummer|svar_på|svaret_på spørgsmål|nummer? # forkert|var_forkert|er_forkert|skal_rettes|
                skal_ændres|er_ikke_rigtigt|var_en_fejl
            forkert|fejl|forkert_svar|jeg_svarede_forkert|svarede_forkert|fejl_i_svar|der_er_fejl|
                jeg_har_svaret_forkert|tastefejl på|i|til|ved? spørgsmål|svar|nummer? nummer? #
            mit_svar|svaret på|til|i spørgsmål|nummer? # var|er forkert|en_fejl|ikke_rigtigt
            """,
        "start": """
            <may>? start|begynd|begynde|starte|genoptag|genoptage|tilmeld|meld igen|forfra|mig_igen|på_ny|mig_til|
                mig_til_igen|beskederne_igen
            """,
    }
)
