"""Norwegian requests."""

from types import MappingProxyType
from typing import Final

REQUESTS: Final = MappingProxyType(
    {
        "stop": """
            <you>? stopp|stoppe|slutt|slutte med? å sende|skrive|kontakte|spørre|mase|plage meg? til_meg? <these>?
                <texts>? til_meg? nå|mer|helt?
            <you>? stopp|slutt med? de|de_der|disse|alle|alle_de meldinger|meldingene|sms|spørsmål
            <you>? slett|fjern|avmeld|blokker nummeret|navnet mitt fra_lista|fra_listen?
            <you>? ikke kontakt|skriv|send|ring|mas|sms meg|til_meg|mer|flere|noe <these>? <texts>? mer|igjen|til_meg?
            jeg slutter|avslutter|trekker_meg|melder_meg_av|melder_meg_ut|stopper nå|her|med_dette|fra_studien|
                av_studien?
            <you>? meld meg av|ut|fra_dette|av_lista|av_listen|ut_av_studien|av_sms
            <may> meldes|avmeldes|trekke_meg av|ut|nå|fra_studien|ut_av_studien?
            <you>? stopp|stoppe|slutt|slutte|avslutt med å? sende|skrive|sms'e|kontakte|plage|forstyrre|spørre|spamme
                meg? til_meg? <these>? <texts>? til_meg? nå|mer|helt?
            <you>? stopp|stoppe|slutt|slutte <these>? meldinger|meldingene|sms|spørsmål|spørsmålene|skjemaer|
                påminnelser|spam til_meg? nå|helt?
            <you>? stopp|stoppe|slutt|slutte med? det|dette|det_her|disse|alt|deres|alle <texts>? nå|helt?
            hold nå? opp|kjeft nå|med_det?
            jeg_vil|jeg_ønsker|vil|ønsker|jeg_skal å? stoppe|avmeldes|melde_meg_av|avmelde_meg|meldes_av|utgå|ut|
                stoppes|slettes|melde_ut_meg|melde_meg_ut|melde_meg_fra|trekke_meg|trekke_meg_ut|avslutte|slette_meg|
                avmelde|melde_av|trekke_meg_fra|tre_ut nå|av_det|av_det_her|av_undersøkelsen|av_studien|av_lista|
                fra_lista|fra_undersøkelsen|med_det|av_prosjektet|fra_prosjektet|med_det_her|med_meldingene|fra_det|
                av_dette|deltakelsen|min_deltakelse|fra_det_her|fra_meldingene|meldingene|helt?
            <may> avmelde|avmeldes|avmeldt|melde_av|meldt_av|meldes_av|slettes|slettet|slette|fjernes|fjernet|melde|
                meldes|tatt|tas meg|disse|meldingene|dere? av|fra|ut|det|dette|det_her|lista|deres|undersøkelsen|
                meldingene|sms? liste|lista|fra_lista?
            <may> bli|gjerne_bli avmeldt|slettet|meldt_av|fjernet|meldt_fra|meldt_ut|tatt_av fra|av? det|dette|lista|
                deres_liste|undersøkelsen?
            <you>? avmeld|meld|slett|fjern|avmelde|melde_av|slette|fjerne|melde|ta|avregistrer meg|mitt_nummer|
                nummeret|mine_data|mitt_telefonnummer|oss|alt|det_her_nummer|mine_opplysninger|dette_nummer|mitt_navn
                av|fra|ut|fra_lista|av_lista|fra_deres_liste|av_deres_liste|fra_systemet|av_det_her|fra_det_her|
                fra_sms|fra_undersøkelsen|fra_databasen|fra_disse_meldinger|lista|fra_det|nå?
            hvordan|hvor avmelder|melder|stopper|slipper|sletter|unngår|kan jeg meg? fra|av|disse|de_her|meldingene|
                for|dette|det_her|det? meldinger|meldingene|sms|meg|avmelde|melde_av|av|fra?
            ikke|ingen|aldri <these>? meldinger|melding|sms|spørsmål|skjemaer|påminnelser|mer_av_det|mer_av_det_her|
                flere|flere_meldinger fra_dere|mer|nå|til_meg?
            <you>? la_være med? å? sende|skrive|kontakte|sms'e|plage|forstyrre meg? til_meg? <these>? <texts>? mer|
                igjen|til_meg?
            <you>? send|skriv|kontakt|sms|forstyrr|gi|ring meg|til_meg|oss? ikke|aldri|ingen|ikke_meg til_meg|meg?
                <these>? <texts>? mer|igjen|til_meg|noensinne?
            <you>? ikke|aldri send|sende|skriv|skrive|kontakt|kontakte meg|til_meg|oss? <these>? <texts>? mer|igjen|
                til_meg?
            jeg? vil|ønsker|orker|gidder|skal|behøver ikke|aldri ha|få|motta|å_få|å_motta|å_ha|kontaktes|ha_tilsendt|
                å_bli_kontaktet|bli_kontaktet|bruke <these>? <texts>? mer|fra_dere|til_meg|av_det|av_det_her|igjen?
            jeg? vil|ønsker|orker|gidder|skal ikke <these>? meldinger|sms|spørsmål|skjemaer|mer_av_det_her|mer_av_det
                fra_dere|mer?
            jeg? vil|ønsker|orker|gidder|skal|kan ikke|ikke_mer være_med|delta|å_delta|fortsette|å_fortsette|
                være_en_del_av_det|å_være_med|medvirke|være_med_i_det|være_med_i_det_her|delta_i_det|delta_i_det_her|
                delta_i_undersøkelsen|være_med_i_undersøkelsen|bruke_det mer|i_det|i_undersøkelsen|i_det_her|med_det|
                med_det_her|i_prosjektet|i_dette|i_studien?
            jeg? ønsker|vil|deltar|orker|gidder ikke mer_av_det|mer_av_det_her|i_undersøkelsen|i_det_her
            frabeder_meg|jeg_frabeder_meg|nei_til|slutt_med|nok_av|ferdig_med <these>? <texts> nå|fra_dere|mer?
            <you>? la meg være_i_fred|være|i_fred
            jeg har fått_nok av|nå? <these>? <texts>? nå?
            jeg melder_meg_ut|melder_fra|melder_meg_fra|stopper|avmelder_meg|melder_meg|trekker_meg|avmelder|
                trekker_meg_ut|hopper_fra|utgår nå|her|av_undersøkelsen?
            <you>? avslutt|avbryt|kanseller|si_opp|avslutte|avbryte det|dette|det_her|meldingene|abonnement|
                abonnementet|alt|min_deltakelse|deltakelsen|nå|alle_meldinger|undersøkelsen|mitt_abonnement
            <you>? glem|blokker meg|mitt_nummer|dette_nummer
            stopp|slutt med_å skrive|sende|spørre
            """,
        "call": """
            kan|vil|må|kunne|skal|skulle <staff> ikke? ringe|kontakte|ringe_opp meg|til_meg|oss? opp|tilbake? <when>|
                <hour>?
            jeg? trenger|ønsker|vil|må å|ha|å_få? snakke|prate|komme_i_kontakt|få_snakke|få_snakket|snakket med
                <staff> <when>|om_dette|om_det|på_telefon?
            <you>? ta kontakt|kontakten med|på meg|telefon? <when>|<hour>?
            <you>? ring|ringe|kontakt meg|til_meg? opp? når dere|du har_tid|kan|passer|har_anledning|får_tid
            jeg? vil|ønsker|må ha|å_ha|å_få|få en? telefon|telefonsamtale|oppringning|samtale fra? <staff>? <when>?
            be|få <staff> om_å|til_å|å? ringe|ringer|kontakte meg|til_meg? opp|tilbake? <when>?
            <you>? ring|ringe|kontakt meg? når_det_passer|når_som_helst|så_fort_som_mulig|snarest_mulig|
                så_snart_som_mulig|asap
            <may>? bli|få_bli oppringt|ringt|ringt_opp|kontaktet|oppringt_av_legen <when>|av_legen|av_en_sykepleier|
                av_noen?
            <you>? <staff>? ring|ringe|kontakt|kontakte|telefoner|ta_kontakt|oppringning|ringer|ringte|ringes|
                kontakter meg|til_meg|oss|opp|til? opp|tilbake|på_telefonen|i_stedet|til_meg|på_min_mobil|meg_opp|meg|
                på_mobilen|hjem|på_fasttelefon|på_nummer_#|på_#|på_min_telefon? <when>|<hour>|raskest_mulig|nå|
                når_i_kan|når_i_har_tid|når_du_har_tid|når_du_kan|med_det_samme|om_det|om_dette|angående_det|i_dag|
                snarest_mulig|i_formiddag|når_det_passer|omgående|angående_dette? <hour>?
            ring meg|til_meg opp|på|tilbake? nummer|mobil|mobilen|telefonen|fasttelefon? #? <when>|<hour>?
            <may>? bli|blir|ha_å_bli|ha_å_i|å_bli|få|bes oppringt|ringes_opp|kontaktet|kontaktes|ringt_til|ringt|
                kontaktes_telefonisk|ringt_tilbake|ringer av|fra? <staff>? <when>|<hour>?
            <may> ringes_opp|kontaktes|ringes|oppringning|kontaktes_telefonisk|ha_å_i_ringer|ha_i_ringer|å_i_ringer|
                ha_et_oppringning|et_oppringning|ha_en_oppringning|en_oppringning|ha_noen_ringer|ha_å_noen_ringer|
                ha_et_telefonsamtale|ha_noen_til_å_ringe til_meg|meg_opp|opp|av|fra? <staff>? <when>|<hour>?
            jeg? vil|ønsker|behøver|trenger|har_behov|ber|venter til|for|om? et|en|å? oppringning|telefonsamtale|
                ringes_opp|samtale|telefontid fra|med|av? <staff>? <when>?
            <may>? ha_behov_for_å|har_behov_for_å|trenger_til_å|få|få_lov_å|heller|komme_til_å|ha_lov_til_å? snakke|
                prate|snakke_i_telefon|prate_i_telefon|komme_i_kontakt|få_tak_i|få_en_prat|drøfte_det|diskutere_det
                med? <staff> om_det|om_dette|i_telefonen|i_telefon|telefonisk|personlig|i_stedet|om_det_her|
                om_mine_smerter? <when>?
            <may>? heller|kan_vi|vi_kan? snakke|prate|snakke_om_det|svare|besvare|prate_sammen|ta|klare|tales det|
                spørsmålene|sammen|vet|dette|det_her? i|over|på telefon|telefonen|telefonisk
            få|be|si_til <staff> om|til|å? å? ringe|ringer|kontakte meg|til_meg|meg_opp|opp|tilbake? <when>|<hour>?
            jeg ber om|om_å å? bli|et? oppringt|kontaktet|oppringning
            oppringning|ring_opp|telefonsamtale ønskes|bes|nå|raskest_mulig|til_meg
            ringes|kontaktes|ringt opp ønskes|bes|meg|nå|raskest_mulig?
            hvordan|når|hvor kan|får jeg få_tak_i|tak_i|snakke_med|prate_med|ringe_til|treffe|ringe_til_dere <staff>?
            """,
        "help": """
            jeg? trenger|behøver|ønsker litt|noe|mer? hjelp|bistand|informasjon|veiledning til|med? det|dette|
                spørsmålet|å_svare?
            <you> hjelpe|forklare meg|oss|dette|det|spørsmålet? med_dette|med_det|litt|igjen?
            hvordan svarer|gjør jeg|man|vi det|dette|på_dette|nå?
            hva er|var|betyr|menes det_for_noe|dette_for_noe|med_dette|med_det|dette
            hvordan|hvorledes
            det|dette|spørsmålet forstår|skjønner jeg ikke|ingenting_av|ikke_noe_av
            behov for hjelp
            hva|hvem går|skriver|er det? ut_på|til_meg|om?
            gjenta|hæ|hva_behager
            <may>|jeg? har_behov_for|trenger_til|mangler|behøver|bruke|ha_behov_for|behov_for|skal_bruke noe|litt|mer?
                hjelp|bistand|veiledning|informasjon|info|en_forklaring|forklaring til_det|med_det|her|til_å_svare|
                til_dette|til_det_her|til_spørsmålet|med_dette|med_det_her|til_skjemaet?
            <you>? hjelp|hjelpe|forklar|forklare|utdyp|utdype|veiled meg|oss|det|dette|det_her|spørsmålet|
                hva_det_betyr|hva_i_mener|det_igjen|nærmere? med|til|litt|nærmere|igjen|bedre? det|dette|det_her|
                svare|spørsmålet|å_svare|å_forstå?
            hjelp|info|informasjon|veiledning ønskes|nå|meg|til_det|til_dette|her
            jeg? kan|kunne|klarer ikke|slett_ikke å? forstå|skjønne|finne_ut_av|følge_med|henge_med <this>|
                hva_dere_mener|hva_jeg_skal|det?
            jeg? forstår|skjønner|begriper|følger ikke|ingenting|ikke_helt|ikke_riktig|slett_ikke forstå|finne_ut_av|
                helt|riktig|følge_med|se_hva_i_mener? <this>|hva_i_mener|hva_det_betyr|hva_i_vil|hva_jeg_skal|
                hva_som_menes|meldingen|noe|en_døyt|meningen|hva_du_mener|hva_som_står|å_svare|spørsmålene|tallene|
                skalaen|teksten|hva_i_spør_om|et_ord|hvordan_man_svarer?
            jeg? vet ikke hva|hvordan jeg|man|det skal|gjør|svarer|virker gjøre|svare|skrive|trykke? her|nå|det?
            hva|hvor|hvordan|hvorfor|hvem|hvilken|hvilket er|var|mener|betyr|vil|skal|gjør|kan|svarer|virker|fungerer|
                handler|sier|menes|bruker|skriver|spør|sender det|dette|det_her|i|du|jeg|man|som|den|spørsmålet|
                tallene|skalaen|tallet|skjemaet|meldingen|meg|meningen|forskjellen|denne_melding|de_her_meldinger|dem|
                disse_meldinger|skal|ordet med|på|om|her|gjøre|svare|skrive|til_meg|til|fra|mene|bety|ha|vite|for_noe|
                det|dette|dette_her|det_her|jeg|som|nå|betyr|brukes_til|går_ut_på|si|nå_jeg|verst|best|høyest|det_nå|
                av_meg|trykke? gjøre|svare|skrive|for_noe|om|på|med|her|det|nå|til|meg?
            hva|hvordan|hvorfor|hvem|hvilken|hvilket nå|skala|spørsmål|tall|behager|helt_presist|sa_du|for_noe|sier_i|
                sa_i|for_et_spørsmål|melding
            hva|hvordan skal|gjør|svarer|kan|bør jeg|man|vi gjøre|svare|skrive|si|det|taste|svare_på|trykke|besvare|
                måle|her|trykke_på|forstå? <this>|her|nå|på?
            hva betyr|er|dekker #|tallet|ordet|skalaen|tallene #|over?
            er #|ti|null|ti_er|tallet_# det? verst|best|verste|beste|høyst|høyeste|ille|mest|laveste|verre eller_best|
                eller_godt|eller_verst?
            gjenta|si_det|kan_du_gjenta|kan_i_gjenta|hva_var|send|viss|skriv|kan_i_sende|kan_du_sende|still|kan_du_si|
                kan_i_si spørsmålet|det|en_gang_til|en_gang_mer|spørsmålet_igjen|det_igjen igjen|en_gang_til|
                en_gang_mer|nå?
            hva var spørsmålet|det|det_nå|spørsmålet_nå|det_i_spurte_om igjen|det|nå?
            ~<i_am>? forvirret|i_tvil_om_hva_jeg_skal|usikker_på_hva_jeg_skal|lost|står_fast|uforstående|blank|
                helt_blank|i_tvil_om_spørsmålet over_spørsmålet|svare|gjøre?
            spørsmålet|det|dette|meldingen er ikke? uklart|uforståelig|forvirrende|klart|tydelig|uklar|
                vanskelig_å_forstå
            jeg? har_glemt|glemt|glemte hva|hvordan jeg|man skal|gjør|svarer svare|gjøre?
            hva behager|sier_du|sier_i
            """,
        "back": """
            <may> tilbake
            jeg? angrer|angret meg? svaret|siste_svar|på_svaret|siste|forrige?
            til? førre|forrige|siste spørsmål|svar igjen?
            det|den|til_det|til forrige|foregående|siste_spørsmål|forrige_spørsmål igjen?
            tilbake til det|den? forrige|foregående|siste|spørsmålet spørsmål|svar|før?
            siste spørsmål igjen|om
            <may>|ops|før_meg|vent|oi|i_kan? gå|komme|hopp|flytt|ta|gå_et_skritt|flytte|hoppe meg? tilbake|bakover|
                retur til|igjen? det|den|et? forrige|siste|spørsmålet|spørsmål|skritt|foregående? spørsmål|svar?
            tilbake|retur til det|den|mitt forrige|siste|foregående|spørsmålet spørsmål|svar|før?
            et|én|1|gå_et spørsmål|skritt|svar|trinn|en? tilbake|bakover
            tilbake et|en|1|igjen spørsmål|skritt|svar|trinn?
            det|den|mitt|et? forrige|foregående|siste|tidligere spørsmål|svar|melding|en|sms igjen?
            det siste|spørsmål spørsmål|svar|før igjen|om?
            spørsmålet|det før
            <may>? angre|angrer|kanseller|omgjør mitt|det|min|den|siste|dette? siste|svar|forrige|det? svar|melding?
            slett mitt|det|min siste|forrige svar|melding
            <may>? rette|rett|endre|gjøre_om_på|omgjøre|korriger mitt|det|på? siste|forrige|foregående svar|spørsmål?
            ops|oi tilbake|gå_tilbake|angre
            tilbake|bakover|angre|forrige|retur
            jeg kom_til_å_svare|svarte|trykket|tastet|skrev feil|feil_før|feil_på_det_siste|feil_lik_før
            """,
        "skip": """
            <may>? dropp|droppe|dropper <this>?
            må|trenger|behøver|skal|bør jeg|man|vi å? svare|besvare|fylle_ut <this>|alle|alt|på_alle|alle_spørsmål|
                alle_spørsmålene?
            hopp ovr|ovre
            <may>|jeg_vil? hopp|hoppe|hopper|skip|skippe|skipper|hopp_bare|gå|flytt <this>? over|forbi <this>? neste|
                gå_videre|og_gå_videre|igjen|her|meg?
            <may>? skip|skippe|pass|passe|passer|melde_pass|utelat|utelate|skipper <this>? over|her|på_den?
            <may>|vi_kan|kan_vi? gå|komme|fortsett|flytt|fortsette|videre|hopp|flytte|hoppe|gå_bare videre|til|fram|
                over_til|til_det|til_den|direkte_til til|med? det|den? neste? spørsmål|en?
            det|den neste spørsmål|en?
            neste spørsmål|en?
            <may>? neste|videre spørsmål|til_neste|til_neste_spørsmål|en|til_det_neste
            jeg? vil|ønsker|ville|skal|kan|gidder|foretrekker|behøver|velger|tør|føler_for|har_lyst|nekter ikke|
                ikke_å|å_la_være|la_være|å_la_være_med|for_å_ikke|til_å å? svare|svar|besvare|oppgi|si|snakke|
                fortelle|kommentere|dele|å_svare|å_besvare|si_noe|kommenteres|uttale_meg|svares|komme_inn <this>|
                om_det|på|om|noe|til_det|det_til_dere|om_den_slags|det_her|på_deres_spørsmål|inn_på_det?
            jeg? svarer|besvarer|sier|oppgir|kommenterer|vil ikke|helst_ikke|ikke_gjerne <this>|på|det_her
            jeg? vil ikke|helst_ikke|nødig svare|si|oppgi|besvare|si_det|kommentere|ut_med_det <this>|noe|det?
            <this>|det_spørsmål|spørsmålet vil|svarer|ønsker|skal|vil_jeg|kan jeg? ikke|helst_ikke|hoppe_over|
                gjerne_hoppe_over svare_på|på|si|oppgi|besvare|svare?
            jeg? nekter|lar_være|avstår|velger å|fra_å|fra svare|å_svare|besvare|svar <this>?
            jeg? passer|hopper_over|melder_pass|skipper <this>|her?
            ikke svare|si|det <this>?
            ingenting|ingen|ikke_noe|uten svar|kommentar|kommentarer til|på? <this>?
            <this>|spørsmålet|det|dette? er ikke|irrelevant|uvedkommende relevant|aktuelt|noe_for_meg|passende|
                noe_for_min_situasjon|vedkommende for|til? meg|min_situasjon|oss?
            <this>|spørsmålet|det|dette? gjelder|passer|angår ikke meg|for_meg|på_meg|min_situasjon|på_min_situasjon|
                oss|i_min_situasjon
            ikke relevant|aktuelt|gjeldende|noe_for_meg|vedkommende|relevant_for_meg|aktuelt_for_meg|besvare for? meg?
            irrelevant|privat|for_privat|for_personlig|personlig|det_er_privat|det_er_for_personlig|det_er_personlig|
                uaktuelt|det_raker_ikke_dere|det_angår_ikke_dere|det_er_uaktuelt|ingenting_svar
            skal|behøver|er jeg|man|jeg_nødt_til å? svare|besvare|fylle_ut|hoppe_over <this>|alle|alt|på_alle|
                dem_alle|alle_spørsmål|på_alt|på_det_hele|på_alle_spørsmål?
            la oss? den|det|dette|spørsmålet|oss være|stå_tom|hoppe_over|hoppe_den_over|hoppe_det_over|stå|gå_videre|
                blank?
            blank|stå_over|jeg_står_over|over|skip
            """,
        "dont-know": """
            det? kan|klarer|husker|vet jeg? ikke si|huske|svare_på|si_sikkert|vurdere|anslå <this>|sikkert|nøyaktig?
            <know> ikke|ikke_noe|ingenting sikkert|riktig|helt|nøyaktig|noe_om_det|om_det|svaret?
            ikke_peiling|ingen_peiling|har_ikke_peiling|jeg_har_ikke_peiling|ante_ikke|har_ingen_formening|
                jeg_aner_ikke
            jeg? det? <know>|visste jeg? det? ikke|ingenting|ikke_en|aldri|ikke_riktig|ikke_helt|ikke_nok huske|si|
                svare_på|vite|si_det|vurdere|bedømme|avgjøre|huske_det|sette_tall_på|si_noe|helt_si|riktig_huske|
                riktig_si|vurdere_det|svare|idé|styr_på|huske_når|komme_i_tanke? <this>|om_det|riktig|helt|presis|
                presist|hva_jeg_skal_svare|hva_jeg_skal_si|hva|med_sikkerhet|noe|svaret|hvor_mye|hvor_mange|
                hvilket_tall|når|ennå|presis_hva|nøyaktig|det_presist|sikkert|hvor_ofte|det_helt|dog|det_riktig|mer|
                hvilken|nå|noe_om_det|til_det|på_det|det_sikkert|en_dritt|en_døyt|hvor_lenge|hva_jeg_skal_skrive|
                hva_jeg_skal_velge|det_nøyaktig|jeg?
            jeg? det? kan|har|kunne|er|tør jeg? det? ikke|ingenting|ikke_en|aldri|ikke_riktig|ikke_helt|ikke_nok
                huske|si|svare_på|vite|si_det|vurdere|bedømme|avgjøre|huske_det|sette_tall_på|si_noe|helt_si|
                riktig_huske|riktig_si|vurdere_det|svare|idé|styr_på|huske_når|komme_i_tanke <this>|om_det|riktig|
                helt|presis|presist|hva_jeg_skal_svare|hva_jeg_skal_si|hva|med_sikkerhet|noe|svaret|hvor_mye|
                hvor_mange|hvilket_tall|når|ennå|presis_hva|nøyaktig|det_presist|sikkert|hvor_ofte|det_helt|dog|
                det_riktig|mer|hvilken|nå|noe_om_det|til_det|på_det|det_sikkert|en_dritt|en_døyt|hvor_lenge|
                hva_jeg_skal_skrive|hva_jeg_skal_velge|det_nøyaktig|jeg?
            det|dette vet|husker|aner|minnes jeg|man ikke|ingenting|ingen|ikke_riktig|ikke_helt huske|si|noe_om|
                svare_på|idé_om|anelse_om|helt|riktig|svar_på|huske_riktig?
            det|dette kan|har|tør jeg|man ikke|ingenting|ingen|ikke_riktig|ikke_helt huske|si|noe_om|svare_på|idé_om|
                anelse_om|helt|riktig|svar_på|huske_riktig
            jeg? har|aner ikke|ingen|ikke_en|ikke_den_fjerneste|ikke_den_minste|ingenting|ikke_skygge_av anelse|idé|
                ide|svar|følelse|minne|mening|begrep|den_fjerneste|den_fjerneste_anelse|det|overhodet|hukommelse om|
                av|på? <this>|om_det|hva|hvor_mye|hva_jeg_skal_svare|hva_jeg_skal_si?
            ingen|ikke_en|ikke_den_fjerneste|ikke_den_minste|ikke_skygge_av anelse|idé|ide|begrep|følelse|mening om?
                det|overhodet|hvor_mye|dette?
            jeg_er|er|føler_meg|jeg_føler_meg? ikke|litt|mye|helt|fortsatt|ikke_helt|ikke_så|ikke_riktig|
                ikke_hundre_prosent|ikke_100_prosent|noe sikker|usikker|i_tvil|viss|avklart|klar_over_det|overbevist|
                klar_over_hva på|om|i? <this>|hva_jeg_skal_svare|hva|hvor_mye|hvilket|svaret|hva_jeg_skal_si|
                hvilket_tall|ennå?
            jeg_er|er|føler_meg|fortsatt? usikker|i_tvil|uavklart|tviler|tvil på|om|i? <this>|hva_jeg_skal_svare|hva|
                hvor_mye|hvilket|svaret|hva_jeg_skal_si|hvilket_tall|ennå?
            det|dette? er? vanskelig|umulig|ikke_lett|ikke_enkelt|mye_vanskelig|for_vanskelig å? si|svare_på|vurdere|
                huske|bedømme|avgjøre|vite|sette_tall_på|måle|forklare|svare|beskrive|gi_et_tall|si_presist <this>|
                for_meg|noe_om|nå|presist|helt?
            jeg? har_glemt|glemt|glemte det|hva|når|svaret|hvor_mye|hvor_mange|det_helt?
            hvem|gudene|gud|det vet|kan_gudene det|vet|vite|man_ikke?
            kan ikke huske|si|svare_på|vurdere|avgjøre <this>|noe|helt|presist|mer?
            vites|minnes|huskes ikke
            godt_spørsmål|pass_aner_ikke|aner_det_ikke|aner_ikke|tja_vet_ikke|ingen_idé|ingen_ide|det_vet_jeg_ikke
            """,
        "later": """
            <may>? komme|kommer tilbake til det|dette|den <when>?
            ~<i_am>? ute|ute_og|borte handler|går|spiser|handle|reiser|trener|kjører|på_tur <now>? <when>|
                svarer_senere?
            jeg_har|har ikke|ingen tid akkurat? nå
            kan|jeg_kan ikke akkurat? nå
            rekker|jeg_rekker|jeg_får|får ikke|det_ikke|ikke_svart|ikke_til <this>? <now>|i_dag
            <may>|det|dette|kan|kan_det det? vente til? <when>?
            ingen tid <now>?
            det|nå passer dårlig|ikke|ikke_godt <now>?
            <may>|det|jeg_skal|jeg_prøver_å|det_kan_jeg|det_vil_jeg|jeg_lover_å|gir_meg? <reply> jeg? <this>|dere|deg|
                til_dere|med_det|det_hele? <when>|<hour> igjen|i_stedet|på_det|det|på_skjemaet|på_spørsmålet|på_dette|
                i_dag|på_spørsmålene|tilbake|med_det|<hour>?
            <may>|jeg_skal? komme|kommer|melder|melde tilbake|retur <when>|<hour>|til_dere|med_det|med_svar|
                med_et_svar|på_det? <when>|<hour>?
            <you>? spør|minn|påminn|skriv|prøv|send|kontakt|sms|husk|spørre|minne|skrive|prøve|sende|kontakte|huske|
                påminne meg|til_meg|oss|det|igjen|dem|en|den? på|om|igjen|til|påminnelse|det|melding|meg? det|den|
                dette|det_her|svare|svar|igjen|å_svare? <when>|<hour> igjen|i_stedet|om_det|på_det?
            minn|påminn|husk meg om|på? <this>?
            ~<when>
            <hour>|<when> er|passer|vil_være|ville_være|i_stedet|kan_jeg|svarer_jeg|vil_jeg_svare|gjør_jeg_det|
                skal_jeg_nok|kan_jeg_svare|skriver_jeg|så_svarer_jeg|vil_jeg_gjøre_det bedre|best|meg_bedre|fint|
                svare|svare_på_det|på_det?
            ikke|kan_ikke|kan_det_ikke|passer_ikke|er_ikke|jeg_kan_ikke|det_passer_ikke|det_passer_meg_ikke|
                det_går_ikke|nei_ikke <now>|tid|passende|klar|mulighet_for_det_nå|tid_nå|akkurat_nå|klar_nå|
                i_stand_til_det_nå|i_kveld|særlig_godt|tid_i_dag|klar_ennå|lik_i_øyeblikket jeg_har_travelt|senere|
                har_travelt|jeg_sover|jeg_er_opptatt|i_morgen?
            jeg? kan|når|makter|orker ikke|ikke_rekke|ikke_rekke_det|det_ikke <reply>|prate|snakke|se_på_det|
                rekke_det|det|klare_det|lik_svare|ta_telefonen? <this>|det? <now>
            jeg_har|har|har_jeg|som_er|jeg_har_jo ikke|ingen|dessverre_ikke|ikke_lik|dårlig tid|mulighet|et_øyeblikk|
                overskudd|krefter|et_minutt|ro til|for|til_å|å? <this>|det|svare|å_svare|å_svare_på_det|
                å_kikke_på_det|det_nå? <now>?
            ~<i_am>|jeg_har|har|jeg_skal? for|mye|litt? opptatt|travelt|i_møte|til_møte|forhindret|i_gang_med_noe|
                i_telefonen|på_farten|i_byen <now>? <when>|svarer_senere|skriver_senere|spør_senere|
                kommer_tilbake_senere?
            ~<i_am>|jeg|vi|jeg_skal? på_jobb|jobber|kjører|ute|i_bussen|i_toget|ute_å_handle|spiser|lager_mat|i_senga|
                til_middag|ute_å_gå|i_byen|i_møte|vet_å_spise|til_fest|handler|på_vei|på_farten|i_kirka|i_kinoen|
                ikke_hjemme|i_dusjen|i_bilen|i_hytta|på_tur|til_trening|hos_frisøren|til_kaffe|i_hagen|hos_familien|
                på_besøk|har_gjester|lufter_hunden|går_tur|i_svømmehallen|gått_i_senga|har_gjester_nå|til_bursdag|
                ute_og_gå|ute_og_handle|på_jobben <now>? til_#|til_i_kveld|til_senere|til_kl_#|til_i_morgen? <when>|
                svarer_senere|svarer_når_jeg_er_hjemme|spør_senere|ikke_nå|kan_ikke_nå|jeg_svarer_senere|
                svarer_i_kveld|svarer_i_morgen|kan_jeg_svare_senere|kan_ikke_svare_nå|skriver_senere|
                kommer_tilbake_senere?
            det_er|er|dette_er|nå_er_det|det_er_et|et|det_passer ikke|dårlig|feil|ikke_et|ikke_så et|noe? dårlig|feil|
                passende|heldig? tidspunkt|timing|tidspunkt_nå|nå
            dårlig|feil|ubeleilig|uheldig tidspunkt|nå
            ~vent|øyeblikk|et_øyeblikk|to_sekunder|et_sekund|sekund|heng_på|et_minutt|vent_et_øyeblikk|
                gi_meg_et_øyeblikk|gi_meg_litt_tid|gi_meg_tid|jeg_skal_ha_tid|litt_tålmodighet|
                jeg_skal_tenke_over_det|vil_tenke_over_det|skal_tenke_meg_om|jeg_skal_tenke_meg_om|tenker_over_det|
                jeg_tenker_over_det|la_meg_tenke|jeg_skal_måle_først|gi_meg_et_par_minutter|gi_meg_en_time|
                gi_meg_to_minutter et? øyeblikk|minutt|sekund|litt|til_senere|til_i_morgen|til_i_kveld|nå|med_det?
            <may>? utsett|utsette|vent|vente|gjem|gjemme|la det|dette|den|spørsmålet|det_her|med? vente|med_det|med|
                det|den|å_svare? til|litt? <when>?
            <may>? utsett|utsette|gjem|gjemme|snooze det|dette|den|spørsmålet|det_her?
            ikke i_dag|i_kveld|denne_uke|i_formiddag|før_i_morgen|før_i_kveld|før_senere
            """,
        "wrong-person": """
            du|dere|i har fått? tak_i|kontaktet|ringt|skrevet_til? feil|den_feile <number>|nr
            det|dette er|var ikke meg|han|henne|min_telefon|mitt_nummer|mitt_navn|pasienten
            ~<they> døde|er_død|gikk_bort|har_gått_bort i_forrige_uke|forrige_uke|i_fjor|for_en_uke_siden|nylig|i_går|
                denne_uka|for_#_dager_siden|for_#_uker_siden|for_#_måneder_siden?
            ingen|det_er_ingen|det_bor_ingen|her_er_det_ingen|her_bor_det_ingen som_heter_det|ved_det_navnet|
                med_det_navnet|med_det_navn|ved_det_navn|som_heter_sånn her|på_dette_nummeret?
            <kin> bor|er|har ikke her|på_dette_nummeret|dette_nummeret lenger|mer?
            dette|det er ikke|ikke_lenger <kin>|hans|hennes nummer|telefon|mobil|sitt_nummer lenger|mer?
            kjenner|jeg_kjenner|vet_ikke_hvem ikke|ingen|dette_er denne_personen|vedkommende|med_det_navnet|
                som_heter_det|den_personen
            den|en|det? feile|feil person|nummer|mann|dame|pasient|telefon
            <kin> bor|er|har|finnes her? ikke|ikke_lenger her? mer|lenger
            jeg_tror|du_har|i_har|de_har|det_er|dette_er|jeg_tror_du_har|jeg_tror_i_har|du_har_fått|i_har_fått|
                jeg_tror_det_er|i_kan_ha|du_kan_ha|her_er|du_skriver_til|i_skriver_til|i_har_fått_tak_i|
                du_har_fått_tak_i|i_har_tak_i|du_har_tak_i|jeg_tror_i_har_fått|jeg_tror_du_har_fått|i_har_skrevet_til|
                har_du|du_har_ringt_til|du_har_tastet|meldingen_er_sendt_til|sms_til|i_sender_til|du_sender_til|
                i_har_sendt_til|det_er_et|har_i|det_kan_være|du_kan_ha_fått|det_her_er|det_her_er_et|i_har_et|jeg_er|
                i_kan_ha_fått|i_har_tastet|i_kontakter tak_i? et|den|det|en? feil|feile|ikke_det_riktige <number>?
                nummer|mann|person|her|til_den_person|jeg_er_ikke_pasient|prøv_igjen|igjen?
            feil|feile <number> du_har_ringt_til|her|i_har|til_den_person|tror_jeg|mann|igjen|du|er_det?
            feil <number> det_er|dette_er|jeg_heter|mitt_navn_er|jeg_er|her_er|du_har_ringt_til|jeg_kjenner_ikke|
                det_er_ikke|nummeret_tilhører|her_bor *
            du_har|i_har|du_har_fått|i_har_fått|det_er feil <number> det_er|dette_er|jeg_heter|mitt_navn_er|jeg_er|
                her_er|jeg_kjenner_ikke *
            det|dette|her|jeg er ikke|ikke_lenger meg|ham|henne|min|pasienten|pasient|deres_pasient|den_riktige|
                den_rette|rette_person|mitt_navn|til_meg|hans_nummer|hennes_nummer|hans_telefon|hennes_telefon|
                den_person|den_i_søker|den_du_søker|ment_til_meg|beregnet_til_meg|rette_mottaker|den_riktige_person|
                pasient_hos_dere|riktig_nummer|det_riktige_nummer|den_i_leter_etter|den_du_leter_etter|
                hennes_nummer_mer|hans_nummer_mer|meg_i_skal_ha_tak_i|meg_i_søker mer|her|lenger|i_søker|du_søker|nå|
                hos_dere?
            ikke meg|ham|henne|pasienten|deres_pasient|pasient|mitt_navn|til_meg|rette_person|den_riktige|meg_i_søker
                i_søker|hos_dere?
            jeg? kjenner ikke|ingen|ikke_noen noen|ham|henne|den_person|vedkommende|personen|det_navn|av_det_navn|
                til_det|vet_det_navn|som_heter_det|som_heter_sånn|med_det_navn|til_vedkommende av_det_navn|
                vet_det_navn|med_det_navn?
            som_er|som_bor|vi_har|her_bor|her_er|er|bor? ikke_noen|ingen|ikke_en vet|av|med|som_heter? det|det_navn|
                sånn|den_person her|på_dette_nummer|på_det_nummer|her_på_nummeret?
            <kin> bor|er|har|bruker|eier ikke|ikke_lenger her|på_dette_nummer|dette_nummer|det_nummer|det_her_nummer|
                denne_telefon|å_treffe_her|lenger_dette_nummer|lenger_det_her_nummer|mer_dette_nummer|det_nummer_mer
                mer|lenger|nå?
            <kin> har|har_fått byttet|fått|nytt|et_nytt|endret et? nytt? nummer|telefon|telefonnummer|mobilnummer
            det|dette|det_her|nummeret er|tilhører|brukes ikke|ikke_lenger|nå|av? lenger|mer|nå? <kin>|hans|hennes|
                mannen_min_sitt|kona_mi_sitt|en_annen|pasientens|en_annen_person|ham|henne nummer|telefon|mobil|
                telefonnummer|mer? mer|lenger|nå?
            ~<they> er|ble|døde|er_dessverre|er_jo|gikk|er_nå død|gått_bort|avgått_vet_døden|avdød|begravet|bort|
                ikke_blant_oss|sovnet_inn|gravlagt_til_hvile i_siste_uke|i_går|siste_måned|siste_år|for_nylig|i_år|
                mer|i_dag|i_søndag|i_mandag|i_helgen|i_morges|i_natt|lenger|for_#_dager_siden|for_#_uker_siden|
                for_#_måneder_siden|for_en_måned_siden|for_en_uke_siden|for_lengst|for_et_år_siden?
            ~<they> døde i_siste_uke|i_går|siste_måned|siste_år|for_nylig|i_år|i_søndag|i_helgen|i_natt|
                for_#_dager_siden|for_#_uker_siden|for_#_måneder_siden|for_en_måned_siden|for_en_uke_siden?
            avdød|pasienten_er_død|pasienten_er_avdød|pasienten_døde
            """,
        "correct": """
            <may>|ops|oi|vent|jeg_gjorde_en_feil? rett|rette|endre|korriger|korrigere|ombestem|omgjøre|gjør_om|
                gjøre_om|omgjør|redigere|rediger|rett_opp|om|rettelse mitt|mine|det|på|i|av? svar|svaret|spørsmål|
                spørsmålet|nummer|punkt|svar_på|svaret_på|sp|i_spørsmål|på_spørsmål|til_spørsmål? spørsmål|nummer|på|
                i|på_spørsmål|til_spørsmål|nr? nummer? #
            <may>|ops? gå|komme|hopp|tilbake|retur|snu tilbake|retur? til spørsmål|svar|nummer? nummer? #
            <may>? svare|svar på? spørsmål|nummer? # igjen|om|en_gang_til
            # var_feil|er_feil
            spørsmål|svar|nummer|svar_på|svaret_på spørsmål|nummer? # feil|var_feil|er_feil|skal_rettes|skal_endres|
                er_ikke_riktig|var_en_feil
            feil|feil_svar|jeg_svarte_feil|svarte_feil|feil_i_svar|som_er_feil|jeg_har_svaret_feil|tastefeil på|i|til|
                vet? spørsmål|svar|nummer? nummer? #
            mitt_svar|svaret på|til|i spørsmål|nummer? # var|er feil|en_feil|ikke_riktig
            """,
        "start": """
            <may>? start|begynn|begynne|starte|gjenoppta|meld_på|meld igjen|forfra|meg_igjen|på_nytt|meg_til|
                meg_på_igjen|meldingene_igjen
            """,
    }
)
