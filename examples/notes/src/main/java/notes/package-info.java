/**
 * A small web application that uses whichever databases it is given by its environment: notes in
 * PostgreSQL or MySQL, a counter and a cache in Redis. Begin with {@link notes.Main}.
 */
package notes;
