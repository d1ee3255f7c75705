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
-- Written by turns, for a session that was just locked: each check would lock the clinic's row, by two batches at once.
ALTER TABLE task DROP CONSTRAINT task_clinic_id_fkey;
ALTER TABLE delivery DROP CONSTRAINT delivery_clinic_id_fkey;
-- Room in each page for the next copy of a row, which then keeps its place in all indexes. With half of each page a few
-- more would stay, and a scheduled session take up twice the space.
ALTER TABLE session SET (fillfactor = 70);
ALTER TABLE wave SET (fillfactor = 80);
-- Rows that change a few times and then never again: cleared away, and counted for the planner, before they are many.
ALTER TABLE session SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE message_out SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
-- What is sealed does not get smaller: no row that is too long for its place is tried first.
DO $$ DECLARE found record; BEGIN
    FOR found IN
        SELECT attrelid::regclass AS of_table, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = current_schema()::regnamespace
        WHERE attname LIKE '%\_sealed' AND attstorage <> 'e'
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE EXTERNAL', found.of_table, found.attname);
    END LOOP;
END $$;
