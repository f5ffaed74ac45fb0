-- What the map needs to know has changed: lawful flags and shapes ('map') apart from states ('camera'), so that a state that flips
-- costs every screen a few bytes and not the whole city.
INSERT INTO operations.revision (scope) VALUES ('map');
CREATE INDEX camera_status_at_ix ON catalogue.camera (status_at);
