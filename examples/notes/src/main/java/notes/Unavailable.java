package notes;

/** The database did not answer in time; the request may be sent again. */
public final class Unavailable extends Exception {
  private static final long serialVersionUID = 1;

  Unavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
