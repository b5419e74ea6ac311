package notes;

/**
 * What a server says of itself and of this application's connection to it.
 *
 * @param tls protocol and cipher in use, or "off"
 */
record Session(String version, String user, String tls) {}
