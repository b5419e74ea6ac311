package notes;

import java.time.Instant;
import java.util.UUID;

/** A note; its id is given by the application, so that saving it twice keeps it once. */
public record Note(UUID id, String text, Instant createdAt) {}
