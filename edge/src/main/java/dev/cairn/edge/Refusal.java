package dev.cairn.edge;

/** A message that cannot be read as the one thing that it says; nothing behind it is read. */
final class Refusal extends Exception {
  private final transient Answer answer;

  Refusal(Answer answer) {
    super(answer.sentence(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  static Refusal of(String what) {
    return new Refusal(Answer.badRequest(what));
  }
}
