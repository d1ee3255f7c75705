ALTER TABLE session ADD COLUMN arm VARCHAR;
ALTER TABLE session ADD COLUMN best_minute INTEGER;
ALTER TABLE session ADD COLUMN part VARCHAR;
ALTER TABLE patient ADD COLUMN chat_unreachable_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX session_arm ON session (clinic_id, arm) WHERE arm IS NOT NULL;
DROP INDEX session_due;
CREATE INDEX session_due ON session (clinic_id, sender_id, next_action_at) WHERE next_action_at IS NOT NULL;
ALTER TABLE session ADD COLUMN patient_level VARCHAR;
ALTER TABLE session ADD COLUMN clinician_level VARCHAR;
UPDATE session SET patient_level = level;
UPDATE session SET clinician_level = newest.level
FROM (
    SELECT DISTINCT ON (clinic_id, session_id) clinic_id, session_id, level
    FROM clinician_assessment WHERE kind = 'own'
    ORDER BY clinic_id, session_id, at DESC
) AS newest
WHERE session.clinic_id = newest.clinic_id AND session.session_id = newest.session_id;

CREATE TABLE experiment (
    clinic_id VARCHAR NOT NULL,
    experiment_id VARCHAR NOT NULL,
    pathway_id VARCHAR NOT NULL,
    pathway_version INTEGER NOT NULL,
    document JSONB NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    ended_reason VARCHAR,
    started_by VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (clinic_id, experiment_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE objection (
    clinic_id VARCHAR NOT NULL,
    objection_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    pathway_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    recorded_by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifted_by VARCHAR,
    PRIMARY KEY (clinic_id, objection_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX objection_patient ON objection (clinic_id, patient_id);

CREATE TABLE phone_attempt (
    clinic_id VARCHAR NOT NULL,
    attempt_id UUID NOT NULL,
    task_id UUID NOT NULL,
    session_id UUID,
    patient_id UUID NOT NULL,
    outcome VARCHAR NOT NULL,
    note_sealed BYTEA,
    called_by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    call_again_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, attempt_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX phone_attempt_task ON phone_attempt (clinic_id, task_id);

CREATE TABLE staff_account (
    clinic_id VARCHAR NOT NULL,
    staff_id UUID NOT NULL,
    login VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    password_hash VARCHAR NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    signed_in_at TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, staff_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id),
    UNIQUE (login)
);

CREATE TABLE staff_session (
    clinic_id VARCHAR NOT NULL,
    token_hash BYTEA NOT NULL,
    staff_id UUID NOT NULL,
    csrf VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, token_hash),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id),
    UNIQUE (token_hash)
);
