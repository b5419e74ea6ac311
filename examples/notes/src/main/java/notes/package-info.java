/**
 * A small web application that keeps notes in the PostgreSQL it is given by its environment. Begin
 * with {@link notes.Main}.
 */
package notes;
