package dev.cairn.edge;

import io.netty.handler.codec.http.HttpContent;

/** What is done with requests at one gate. */
interface Service {
  /** One request under way. Only used on its client's loop. */
  interface Work {
    /** Of a request that is answered already. */
    Work NONE =
        new Work() {
          @Override
          public boolean hasPlace() {
            return false;
          }

          @Override
          public void content(HttpContent part) {
            part.release();
          }

          @Override
          public void flush() {}

          @Override
          public void clientReads() {}

          @Override
          public void answerTaken() {}

          @Override
          public void clientGone() {}
        };

    /** Whether it counts among what is served; else its connection may have to give way. */
    default boolean hasPlace() {
      return true;
    }

    /** A part of the request's body, its end among them; it is for the receiver to release. */
    void content(HttpContent part);

    /** All that came at once was told. */
    void flush();

    /** The client takes more of the answer. */
    void clientReads();

    /** The client has taken the whole answer. */
    void answerTaken();

    /** The client has gone, or is cut off: nobody waits for an answer. */
    void clientGone();
  }

  Work begin(Exchange exchange);
}
