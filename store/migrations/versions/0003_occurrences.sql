ALTER TABLE answer ADD COLUMN occurrence VARCHAR DEFAULT '' NOT NULL;
CREATE INDEX outbox_patient ON message_out (clinic_id, patient_id) WHERE status IN ('queued', 'claimed');
ALTER TABLE clinic ADD COLUMN aged_in INTEGER;
