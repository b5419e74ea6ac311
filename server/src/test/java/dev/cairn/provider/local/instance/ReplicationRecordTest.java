package dev.cairn.provider.local.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.provider.local.instance.ReplicationRecord.Rejoin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReplicationRecordTest {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Test
  void isReadAsItWasWritten() {
    assertThat(written(ReplicationRecord.NONE)).isEqualTo(ReplicationRecord.NONE);
    var closed = ReplicationRecord.NONE.closedBy("one");
    assertThat(written(closed)).isEqualTo(closed);
    assertThat(written(closed).isClosed()).isTrue();
    var former = replicaOf("eu").rejoining(Rejoin.DIVERGED);
    assertThat(written(former)).isEqualTo(former);
    assertThat(written(former).follows()).isFalse();
  }

  @Test
  void oneOfAnEarlierCairnSaysNothingOfPromotions() {
    var text =
        """
        {"primary":"a","primaryPort":1,"administeredAs":"a","replicas":[],"guests":[],
         "floors":{},"rebuilt":""}
        """;
    var record = JSON.readValue(text, ReplicationRecord.class);
    assertThat(record.isClosed()).isFalse();
    assertThat(record.follows()).isTrue();
    assertThat(record.succeeded()).isEmpty();
  }

  @Test
  void successionGoesOnAndComesBack() {
    var second = replicaOf("first").promoted("second", Optional.of(ReplicationRecord.NONE));
    assertThat(second.hasSucceeded("first")).isTrue();
    var third = replicaOf("second").promoted("third", Optional.of(second));
    assertThat(third.hasSucceeded("first")).isTrue();
    assertThat(third.hasSucceeded("second")).isTrue();
    var again = replicaOf("third").promoted("first", Optional.of(third));
    assertThat(again.hasSucceeded("third")).isTrue();
    assertThat(again.hasSucceeded("first")).isFalse();
  }

  @Test
  void promotedOneKeepsForThoseThatFollowed() {
    var former = ReplicationRecord.NONE.serving(List.of("second", "third"), List.of());
    var promoted = replicaOf("first").promoted("second", Optional.of(former));
    assertThat(promoted.replicas()).containsExactly("first", "third");
  }

  @Test
  void whoFollowsHasSucceededNobody() {
    var record = replicaOf("first").promoted("second", Optional.of(ReplicationRecord.NONE));
    assertThat(record.hasSucceeded("first")).isTrue();
    var follows =
        new ReplicationRecord(
            "third",
            1,
            "",
            List.of(),
            List.of(),
            Map.of(),
            "",
            "",
            "",
            record.succeeded(),
            Rejoin.NO);
    assertThat(follows.hasSucceeded("first")).isFalse();
  }

  private static ReplicationRecord replicaOf(String primary) {
    return new ReplicationRecord(
        primary, 5432, primary, List.of(), List.of(), Map.of(), "", "", "", List.of(), Rejoin.NO);
  }

  private static ReplicationRecord written(ReplicationRecord record) {
    return JSON.readValue(JSON.writeValueAsString(record), ReplicationRecord.class);
  }
}
