-- When the schedule looks at a session: never later than its timer, and null when that is. Nearly every turn moves the
-- timer to later. With the timer itself in the index, each turn would write a new entry into every index of the table;
-- as it is, the row is changed within its page, and who falls silent is looked at once before anything is due.
ALTER TABLE session ADD COLUMN look_at TIMESTAMP WITH TIME ZONE;
UPDATE session SET look_at = next_action_at WHERE next_action_at IS NOT NULL;
DROP INDEX session_due;
CREATE INDEX session_due ON session (clinic_id, sender_id, look_at) WHERE look_at IS NOT NULL;
-- Here, so that nobody who moves a timer can forget it. What is written most often passes the condition, and then costs
-- no call.
CREATE FUNCTION prosvar_look_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.look_at := NEW.next_action_at;
    RETURN NEW;
END $$;
CREATE TRIGGER session_look_in_time BEFORE INSERT OR UPDATE ON session FOR EACH ROW
    WHEN ((NEW.look_at IS NULL) <> (NEW.next_action_at IS NULL) OR NEW.look_at > NEW.next_action_at)
    EXECUTE FUNCTION prosvar_look_in_time();
-- Room in each page for the next turn's copy of a row: so it stays in its page, and its place in the indexes. Half of
-- that does not: a conversation grows to a kilobyte, and of those a full page holds seven.
ALTER TABLE session SET (fillfactor = 70);
