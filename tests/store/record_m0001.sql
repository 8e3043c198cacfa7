BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'deep-tutor','m0001_first_record','2026-11-20 18:06:43.659828+00:00');
CREATE TABLE answers (
            id TEXT NOT NULL PRIMARY KEY,
            attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            "right" INTEGER NOT NULL,
            seconds REAL NOT NULL,
            at TEXT NOT NULL
        );
INSERT INTO "answers" VALUES('626808423901445987d71609da2689a5','6660aa24b98147cdbc93025eff834e8c','neuron-sum','"0.5"',1,4.5,'2026-03-01T12:00:01.000000+00:00');
INSERT INTO "answers" VALUES('6ebab35016a74de6967c4d44b143e546','6660aa24b98147cdbc93025eff834e8c','neuron-bias','["it shifts", "it scales"]',0,9.0,'2026-03-01T12:00:02.000000+00:00');
CREATE TABLE attempts (
            id TEXT NOT NULL PRIMARY KEY,
            lesson TEXT NOT NULL,
            kind TEXT NOT NULL,
            seed INTEGER NOT NULL,
            questions TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT
        );
INSERT INTO "attempts" VALUES('6660aa24b98147cdbc93025eff834e8c','neuron','quiz',7,'["neuron-sum", "neuron-bias"]','2026-03-01T12:00:00.000000+00:00','2026-03-01T12:00:03.000000+00:00');
CREATE TABLE positions (
            lesson TEXT NOT NULL PRIMARY KEY,
            section TEXT NOT NULL,
            at TEXT NOT NULL
        );
INSERT INTO "positions" VALUES('neuron','summary','2026-03-01T12:00:04.000000+00:00');
CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            lab TEXT NOT NULL,
            knobs TEXT NOT NULL,
            seed INTEGER NOT NULL,
            device TEXT NOT NULL,
            steps INTEGER NOT NULL,
            seconds REAL NOT NULL,
            metrics TEXT NOT NULL,
            bar_met INTEGER NOT NULL,
            curve TEXT NOT NULL,
            at TEXT NOT NULL
        );
INSERT INTO "runs" VALUES('r1','xor','{"learning_rate": 0.1, "hidden": 4, "activation": "tanh", "bias": true}',3,'CPU:LLVM',400,2.5,'{"accuracy": 1.0}',1,'[[1, 0.7], [400, 0.01]]','2026-03-01T12:00:00.000000+00:00');
CREATE TABLE sections_read (
            lesson TEXT NOT NULL,
            section TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (lesson, section)
        );
INSERT INTO "sections_read" VALUES('neuron','question','2026-03-01T12:00:00.000000+00:00');
CREATE TABLE settings (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        );
INSERT INTO "settings" VALUES('theme','nord');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX attempts_by_lesson ON attempts (lesson, started);
CREATE INDEX answers_by_attempt ON answers (attempt);
CREATE INDEX runs_by_lab ON runs (lab, at);
COMMIT;
