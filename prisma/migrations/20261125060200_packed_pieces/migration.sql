-- A packed hour is some two kilobytes: three to a page, and a quarter of the page empty; TOAST has the same remainders.
-- So it is cut into pieces of which exactly four fill a page, and what is left; those are written apart.
ALTER TABLE request_1m_packed ADD COLUMN piece smallint NOT NULL DEFAULT 0;
ALTER TABLE service_1m_packed ADD COLUMN piece smallint NOT NULL DEFAULT 0;
ALTER TABLE request_1m_packed DROP CONSTRAINT request_1m_packed_pkey;
ALTER TABLE service_1m_packed DROP CONSTRAINT service_1m_packed_pkey;
ALTER TABLE request_1m_packed ADD CONSTRAINT request_1m_packed_pkey PRIMARY KEY (series_id, hour, piece);
ALTER TABLE service_1m_packed ADD CONSTRAINT service_1m_packed_pkey PRIMARY KEY (service_id, hour, piece);
ALTER TABLE request_1m_packed ALTER COLUMN packed SET STORAGE PLAIN;
ALTER TABLE service_1m_packed ALTER COLUMN packed SET STORAGE PLAIN;
