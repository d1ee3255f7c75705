CREATE TABLE clinic (
    clinic_id VARCHAR NOT NULL,
    config JSONB NOT NULL,
    key_wrapped BYTEA NOT NULL,
    secrets_sealed BYTEA,
    live BOOLEAN NOT NULL,
    paused BOOLEAN NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id)
);

CREATE TABLE control (
    control_id INTEGER NOT NULL,
    sending_paused BOOLEAN NOT NULL,
    paused_reason VARCHAR,
    changed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (control_id)
);

CREATE TABLE answer (
    clinic_id VARCHAR NOT NULL,
    answer_id UUID NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    questionnaire_url VARCHAR NOT NULL,
    questionnaire_version VARCHAR NOT NULL,
    link_id VARCHAR NOT NULL,
    value JSONB,
    text_sealed BYTEA,
    raw_sealed BYTEA,
    comment_sealed BYTEA,
    how VARCHAR NOT NULL,
    confidence VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    answered_by VARCHAR NOT NULL,
    asked_message_id UUID,
    sent_at TIMESTAMP WITH TIME ZONE,
    delivered_at TIMESTAMP WITH TIME ZONE,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    supersedes UUID,
    PRIMARY KEY (clinic_id, answer_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX answer_session ON answer (clinic_id, session_id);

CREATE TABLE api_token (
    clinic_id VARCHAR NOT NULL,
    token_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    label VARCHAR NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, token_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id),
    UNIQUE (token_hash)
);

CREATE TABLE assessment (
    clinic_id VARCHAR NOT NULL,
    assessment_id UUID NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    level VARCHAR NOT NULL,
    findings_sealed BYTEA,
    scores JSONB NOT NULL,
    final BOOLEAN NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, assessment_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX assessment_session ON assessment (clinic_id, session_id);

CREATE TABLE audit (
    clinic_id VARCHAR NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    actor VARCHAR NOT NULL,
    action VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    detail JSONB NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (clinic_id, seq),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE clinician_assessment (
    clinic_id VARCHAR NOT NULL,
    clinician_assessment_id UUID NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    kind VARCHAR NOT NULL,
    was VARCHAR,
    level VARCHAR NOT NULL,
    reason_sealed BYTEA,
    assessed_by VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, clinician_assessment_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX clinician_assessment_session ON clinician_assessment (clinic_id, session_id);

CREATE TABLE consent (
    clinic_id VARCHAR NOT NULL,
    consent_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    pathway_id VARCHAR NOT NULL,
    given BOOLEAN NOT NULL,
    how VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, consent_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX ix_consent_patient_id ON consent (patient_id);

CREATE TABLE delivery (
    clinic_id VARCHAR NOT NULL,
    delivery_id UUID NOT NULL,
    endpoint_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    patient_id UUID,
    session_id UUID,
    payload_sealed BYTEA NOT NULL,
    status VARCHAR NOT NULL,
    attempts INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    next_attempt_at TIMESTAMP WITH TIME ZONE,
    give_up_at TIMESTAMP WITH TIME ZONE NOT NULL,
    delivered_at TIMESTAMP WITH TIME ZONE,
    parked_at TIMESTAMP WITH TIME ZONE,
    last_status INTEGER,
    last_error VARCHAR,
    PRIMARY KEY (clinic_id, delivery_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX delivery_due ON delivery (next_attempt_at) WHERE status = 'pending';
CREATE INDEX delivery_session ON delivery (clinic_id, session_id);

CREATE TABLE endpoint (
    clinic_id VARCHAR NOT NULL,
    endpoint_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    events JSONB NOT NULL,
    failures INTEGER NOT NULL,
    open_until TIMESTAMP WITH TIME ZONE,
    disabled_at TIMESTAMP WITH TIME ZONE,
    disabled_reason VARCHAR,
    PRIMARY KEY (clinic_id, endpoint_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE episode (
    clinic_id VARCHAR NOT NULL,
    episode_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    pathway_id VARCHAR NOT NULL,
    pathway_version INTEGER NOT NULL,
    events JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, episode_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX ix_episode_patient_id ON episode (patient_id);

CREATE TABLE link_token (
    clinic_id VARCHAR NOT NULL,
    token_hash BYTEA NOT NULL,
    patient_id UUID NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    used_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, token_hash),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE message_in (
    clinic_id VARCHAR NOT NULL,
    message_id UUID NOT NULL,
    channel VARCHAR NOT NULL,
    provider_id VARCHAR NOT NULL,
    sender_id VARCHAR NOT NULL,
    patient_id UUID,
    session_id UUID,
    address_index BYTEA NOT NULL,
    address_sealed BYTEA,
    body_sealed BYTEA,
    media INTEGER NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome VARCHAR NOT NULL,
    PRIMARY KEY (clinic_id, message_id),
    UNIQUE (channel, provider_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE message_out (
    clinic_id VARCHAR NOT NULL,
    message_id UUID NOT NULL,
    seq BIGINT GENERATED BY DEFAULT AS IDENTITY,
    session_id UUID,
    patient_id UUID,
    sender_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    content_sealed BYTEA NOT NULL,
    address_sealed BYTEA,
    language VARCHAR NOT NULL,
    priority INTEGER NOT NULL,
    exempt BOOLEAN NOT NULL,
    status VARCHAR NOT NULL,
    not_before TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE,
    sent_at TIMESTAMP WITH TIME ZONE,
    delivered_at TIMESTAMP WITH TIME ZONE,
    provider_id VARCHAR,
    segments INTEGER,
    error_code VARCHAR,
    nonce VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, message_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX ix_message_out_nonce ON message_out (nonce);
CREATE INDEX outbox_claimed ON message_out (claimed_at) WHERE status IN ('claimed', 'sending', 'unknown');
CREATE INDEX outbox_provider ON message_out (channel, provider_id);
CREATE INDEX outbox_queued ON message_out (sender_id, priority, not_before) WHERE status = 'queued';
CREATE INDEX outbox_session ON message_out (clinic_id, session_id);

CREATE TABLE opt_out (
    clinic_id VARCHAR NOT NULL,
    opt_out_id UUID NOT NULL,
    patient_id UUID,
    address_index BYTEA,
    channel VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, opt_out_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX opt_out_address ON opt_out (clinic_id, address_index);
CREATE INDEX opt_out_patient ON opt_out (clinic_id, patient_id);

CREATE TABLE pathway_version (
    clinic_id VARCHAR NOT NULL,
    pathway_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    content_hash VARCHAR NOT NULL,
    document JSONB NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    published_by VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (clinic_id, pathway_id, version),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE patient (
    clinic_id VARCHAR NOT NULL,
    patient_id UUID NOT NULL,
    ref VARCHAR NOT NULL,
    key_wrapped BYTEA,
    name_sealed BYTEA,
    phone_sealed BYTEA,
    phone_index BYTEA,
    chat_sealed BYTEA,
    chat_index BYTEA,
    birth_year_sealed BYTEA,
    language VARCHAR NOT NULL,
    zone VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    facts JSONB NOT NULL,
    unreachable_at TIMESTAMP WITH TIME ZONE,
    identified_at TIMESTAMP WITH TIME ZONE,
    tries_on DATE,
    tries INTEGER NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, patient_id),
    UNIQUE (clinic_id, ref),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX patient_chat ON patient (clinic_id, chat_index);
CREATE INDEX patient_phone ON patient (clinic_id, phone_index);

CREATE TABLE questionnaire_version (
    clinic_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    content_hash VARCHAR NOT NULL,
    document JSONB NOT NULL,
    licence JSONB NOT NULL,
    imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, url, version),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE sender (
    clinic_id VARCHAR NOT NULL,
    sender_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    address VARCHAR NOT NULL,
    rate FLOAT NOT NULL,
    free_at TIMESTAMP WITH TIME ZONE,
    paused BOOLEAN NOT NULL,
    paused_reason VARCHAR,
    PRIMARY KEY (clinic_id, sender_id),
    UNIQUE (channel, address),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE session (
    clinic_id VARCHAR NOT NULL,
    session_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    episode_id UUID NOT NULL,
    wave_id UUID NOT NULL,
    wave_key VARCHAR NOT NULL,
    pathway_id VARCHAR NOT NULL,
    pathway_version INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    zone VARCHAR NOT NULL,
    sender_id VARCHAR NOT NULL,
    conversation_sealed BYTEA,
    next_action_at TIMESTAMP WITH TIME ZONE,
    next_action VARCHAR,
    contacts INTEGER NOT NULL,
    last_contact_at TIMESTAMP WITH TIME ZONE,
    last_inbound_at TIMESTAMP WITH TIME ZONE,
    snoozed_until TIMESTAMP WITH TIME ZONE,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
    level VARCHAR,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    ended_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (clinic_id, session_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX ix_session_wave_id ON session (wave_id);
CREATE INDEX session_due ON session (next_action_at) WHERE next_action_at IS NOT NULL;
CREATE INDEX session_patient ON session (clinic_id, patient_id);

CREATE TABLE status_callback (
    clinic_id VARCHAR NOT NULL,
    callback_id UUID NOT NULL,
    channel VARCHAR NOT NULL,
    provider_id VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    error_code VARCHAR,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    applied BOOLEAN NOT NULL,
    PRIMARY KEY (clinic_id, callback_id),
    UNIQUE (channel, provider_id, status),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);

CREATE TABLE task (
    clinic_id VARCHAR NOT NULL,
    task_id UUID NOT NULL,
    kind VARCHAR NOT NULL,
    level VARCHAR,
    patient_id UUID,
    session_id UUID,
    message_id UUID,
    detail JSONB NOT NULL,
    raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    acknowledged_at TIMESTAMP WITH TIME ZONE,
    acknowledged_by VARCHAR,
    note_sealed BYTEA,
    escalated_at TIMESTAMP WITH TIME ZONE,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (clinic_id, task_id),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX task_open ON task (clinic_id, due_at) WHERE closed_at IS NULL;
CREATE INDEX task_patient ON task (clinic_id, patient_id);

CREATE TABLE wave (
    clinic_id VARCHAR NOT NULL,
    wave_id UUID NOT NULL,
    episode_id UUID NOT NULL,
    patient_id UUID NOT NULL,
    wave_key VARCHAR NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE,
    closes_at TIMESTAMP WITH TIME ZONE,
    status VARCHAR NOT NULL,
    reason VARCHAR,
    PRIMARY KEY (clinic_id, wave_id),
    UNIQUE (clinic_id, episode_id, wave_key),
    FOREIGN KEY(clinic_id) REFERENCES clinic (clinic_id)
);
CREATE INDEX ix_wave_patient_id ON wave (patient_id);

