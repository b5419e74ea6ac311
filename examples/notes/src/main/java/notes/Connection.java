package notes;

/**
 * A database that the application is connected to, for people.
 *
 * @param tls the protocol and cipher in use, or "off"
 */
public record Connection(String engine, String version, String host, String user, String tls) {}
