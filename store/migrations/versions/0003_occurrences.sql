ALTER TABLE answer ADD COLUMN occurrence VARCHAR DEFAULT '' NOT NULL;
CREATE INDEX outbox_patient ON message_out (clinic_id, patient_id) WHERE status IN ('queued', 'claimed');
-- Who writes outside any questionnaire is asked about by their address; the rows of a conversation are not in it.
CREATE INDEX inbound_outside ON message_in (clinic_id, address_index, received_at) WHERE session_id IS NULL;
ALTER TABLE clinic ADD COLUMN aged_in INTEGER;
ALTER TABLE answer DROP CONSTRAINT answer_clinic_id_fkey;
ALTER TABLE assessment DROP CONSTRAINT assessment_clinic_id_fkey;
ALTER TABLE message_in DROP CONSTRAINT message_in_clinic_id_fkey;
ALTER TABLE message_out DROP CONSTRAINT message_out_clinic_id_fkey;
DROP INDEX ix_session_wave_id;
DROP INDEX ix_message_out_nonce;
DROP INDEX outbox_provider;
CREATE INDEX outbox_provider ON message_out (channel, provider_id) WHERE provider_id IS NOT NULL;
-- A conversation is written anew at every turn: kept in its row, and not tried for compression, as it is sealed.
ALTER TABLE session SET (toast_tuple_target = 8160);
ALTER TABLE session ALTER COLUMN conversation_sealed SET STORAGE EXTERNAL;
