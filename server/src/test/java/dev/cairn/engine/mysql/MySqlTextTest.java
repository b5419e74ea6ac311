package dev.cairn.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.core.Bytes;
import dev.cairn.core.Sensitive;
import dev.cairn.engine.Address;
import dev.cairn.engine.GeneratedVariable;
import dev.cairn.engine.MySql;
import dev.cairn.engine.Snippet;
import dev.cairn.engine.Tuning;
import dev.cairn.engine.mysql.MySqlAccounts.Account;
import dev.cairn.engine.mysql.MySqlCommands.Writes;
import dev.cairn.engine.mysql.MySqlConf.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is handed to MySQL, compared whole with the files under {@code golden/mysql}. */
class MySqlTextTest {
  private static final Path DIRECTORY = Path.of("/srv/it's # a \\ home/databases/notes");

  private static String golden(String name) throws IOException {
    try (var in = MySqlTextTest.class.getResourceAsStream("/golden/mysql/" + name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static MySqlConf conf(int type, long gib, Role role) {
    return new MySqlConf(
        "notes",
        MySql.INSTANCE.types().get(type),
        Bytes.ofGib(gib),
        20123,
        DIRECTORY,
        role,
        List.of("10.130.0.0/24"),
        Tuning.NONE);
  }

  @Test
  void confOfTheSmallestType() throws IOException {
    assertThat(conf(0, 20, Role.PRIMARY).text()).isEqualTo(golden("micro.cnf"));
  }

  @Test
  void confOfAReplicaOfTheLargestType() throws IOException {
    int largest = MySql.INSTANCE.types().size() - 1;
    assertThat(conf(largest, 500, Role.REPLICA).text()).isEqualTo(golden("2xlarge.cnf"));
  }

  @Test
  void moreMemoryAndStorageNeedNoRestart() {
    var small = conf(0, 5, Role.PRIMARY);
    var large = conf(5, 500, Role.PRIMARY);
    assertThat(small.startText()).isEqualTo(large.startText());
    assertThat(MySqlSql.apply(large.liveSettings(), small.liveSettings()))
        .containsExactly(
            "SET GLOBAL innodb_buffer_pool_size = 25769803776",
            "SET GLOBAL innodb_redo_log_capacity = 2147483648",
            "SET GLOBAL max_connections = 2000",
            "SET GLOBAL temptable_max_ram = 1073741824",
            "SET GLOBAL max_binlog_size = 134217728");
    assertThat(MySqlSql.apply(large.liveSettings(), Map.of("max_connections", "100")))
        .as("what an older server does not know")
        .containsExactly("SET GLOBAL max_connections = 2000");
  }

  /** Its digest decides whether it is restarted: not because Cairn is a newer one. */
  @Test
  void oneThatRunsWithoutBinaryLogIsToldOfNone() {
    var conf = conf(0, 20, Role.UNFOLLOWED);
    assertThat(conf.startText()).contains("\nskip_log_bin = ON\n").doesNotContain("gtid", "clone");
    assertThat(conf.startText().replace("skip_log_bin = ON\n", ""))
        .isEqualTo(conf(0, 20, Role.PRIMARY).startText().replaceAll(followed(), ""));
  }

  private static String followed() {
    return "(?m)^(" + String.join("|", MySqlBinaryLog.startSettings("notes").keySet()) + ") = .*\n";
  }

  @Test
  void serverListensWhereItIsToldAndTakesWritesOnlyWhereItIsTold() {
    assertThat(
            MySqlCommands.server(
                Path.of("/opt/bin"),
                Path.of("/srv/my.cnf"),
                List.of("127.0.0.1", "172.18.0.1"),
                Writes.ADMINISTRATORS,
                Optional.of(Path.of("/srv/first.sql"))))
        .containsExactly(
            "/opt/bin/mysqld",
            "--defaults-file=/srv/my.cnf",
            "--bind-address=127.0.0.1,172.18.0.1",
            "--super-read-only=OFF",
            "--read-only=ON",
            "--init-file=/srv/first.sql");
  }

  @Test
  void firstStatementsSayNoPassword() throws IOException {
    var admin = CachingSha2Verifier.of(Sensitive.of("admin"), new byte[20]);
    var verifier = CachingSha2Verifier.of(Sensitive.of("secret"), new byte[20]);
    var statements = new java.util.ArrayList<>(MySqlSql.takeOver(admin));
    statements.add(MySqlSql.createDatabase("my_notes"));
    statements.add(MySqlSql.wall(MySqlAccounts.wall("my_notes", List.of("172.18.0.0/16"))));
    statements.addAll(
        MySqlSql.admit("my_notes", MySqlAccounts.of("my_notes"), List.of(verifier, admin)));
    assertThat(MySqlSql.script(statements)).isEqualTo(golden("first.sql"));
  }

  @Test
  void templateHasNobodyWhoCanLogIn() throws IOException {
    var statements = MySqlSql.prepareTemplate();
    assertThat(MySqlSql.script(statements.subList(statements.size() - 3, statements.size())))
        .isEqualTo(golden("template.sql"));
    assertThat(statements.subList(0, statements.size() - 3))
        .as("what --init-file reads at once")
        .allSatisfy(it -> assertThat(it).startsWith("INSERT INTO mysql.time_zone"))
        .allSatisfy(it -> assertThat(it.length()).isLessThan(20_000));
  }

  /** Made by MySQL 8.0.33 itself for the password "adminpw". */
  @Test
  void verifierIsTheOneThatMySqlMakes() {
    var made =
        new String(
            HexFormat.of()
                .parseHex(
                    "2441243030352403610B1A3452011C0C597C182E400655675D4A7C4661534A57705634624757764F"
                        + "6939734B42434278744A70322F61593676345972753454476E486B497234"),
            StandardCharsets.ISO_8859_1);
    assertThat(CachingSha2Verifier.matches(made, Sensitive.of("adminpw"))).isTrue();
    assertThat(CachingSha2Verifier.matches(made, Sensitive.of("adminpw2"))).isFalse();
    assertThat(CachingSha2Verifier.matches("", Sensitive.of(""))).isFalse();
    var own = CachingSha2Verifier.of(Sensitive.of("p".repeat(40)), new byte[20]);
    assertThat(own).matches("\\$A\\$005\\$[./0-9A-Za-z]{63}");
    assertThat(CachingSha2Verifier.matches(own, Sensitive.of("p".repeat(40)))).isTrue();
  }

  private static boolean stands(List<Account> wall, String address) {
    return wall.stream()
        .map(it -> it.host().split("/", -1))
        .anyMatch(it -> (number(address) & number(it[1])) == number(it[0]));
  }

  private static long number(String address) {
    long number = 0;
    for (var part : address.split("\\.", -1)) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }

  @Test
  void wallLeavesOpenThisMachineAndTheStagesNetworkAlone() {
    assertThat(MySqlAccounts.of("notes")).isEqualTo(new Account("notes", "%"));
    var wall = MySqlAccounts.wall("notes", List.of("10.130.7.64/26"));
    assertThat(wall).allSatisfy(it -> assertThat(it.isUsers()).isFalse());
    for (var open : List.of("127.0.0.1", "127.255.255.255", "10.130.7.64", "10.130.7.127")) {
      assertThat(stands(wall, open)).as(open).isFalse();
    }
    for (var closed :
        List.of(
            "10.130.7.63",
            "10.130.7.128",
            "10.130.8.64",
            "126.255.255.255",
            "128.0.0.0",
            "0.0.0.0",
            "255.255.255.255",
            "192.168.0.4",
            "172.17.0.2")) {
      assertThat(stands(wall, closed)).as(closed).isTrue();
    }
    assertThat(MySqlAccounts.wall("notes", List.of())).hasSize(8);
    assertThat(MySqlAccounts.wall("notes", List.of("127.0.1.0/24"))).hasSize(8);
  }

  @Test
  void definersAreChangedInViewsAndRoutinesAlone() {
    var definers = new MySqlDefiners("notes", MySqlAccounts.of("notes"));
    var view = new MySqlDefiners.Found("VIEW", "seen", "", "", "utf8mb4_0900_ai_ci", "", "");
    assertThat(
            definers.altered(
                view,
                "CREATE ALGORITHM=UNDEFINED DEFINER=`notes_2`@`10.1.0.0/255.255.0.0` SQL SECURITY"
                    + " DEFINER VIEW `seen` AS select 'DEFINER=`a`@`b`' AS `CREATE`"))
        .contains(
            List.of(
                "ALTER ALGORITHM=UNDEFINED DEFINER=`notes`@`%` SQL SECURITY DEFINER VIEW `seen` AS"
                    + " select 'DEFINER=`a`@`b`' AS `CREATE`"));
    var event =
        new MySqlDefiners.Found("EVENT", "daily", "", "", "utf8mb4_0900_ai_ci", "SYSTEM", "it's");
    assertThat(definers.altered(event, "").orElseThrow())
        .contains("ALTER DEFINER=`notes`@`%` EVENT `daily` COMMENT 'it''s'");
  }

  @Test
  void movedViewsReadTheNewTablesAsTheNewOwner() {
    var move = new MySqlMove("notes", "diary");
    assertThat(
            move.rewritten(
                "CREATE ALGORITHM=UNDEFINED DEFINER=`notes`@`172.18.0.0/255.255.0.0` SQL SECURITY"
                    + " DEFINER VIEW `seen` AS select `notes`.`line`.`text` AS `text` from"
                    + " `notes`.`line`",
                Set.of("line")))
        .isEqualTo(
            "CREATE ALGORITHM=UNDEFINED DEFINER=`diary`@`%` SQL SECURITY DEFINER VIEW"
                + " `seen` AS select `diary`.`line`.`text` AS `text` from `diary`.`line`");
    assertThat(move.rename(List.of("a", "b`c")))
        .isEqualTo("RENAME TABLE `notes`.`a` TO `diary`.`a`, `notes`.`b``c` TO `diary`.`b``c`");
  }

  @Test
  void tablesAndAliasesThatAreCalledAsTheOldDatabaseKeepTheirName() {
    var move = new MySqlMove("notes", "diary");
    var names = Set.of("notes", "line");
    assertThat(move.rewritten("select `notes`.`notes`.`title` from `notes`.`notes` `n`", names))
        .isEqualTo("select `diary`.`notes`.`title` from `diary`.`notes` `n`");
    assertThat(move.rewritten("INSERT INTO `notes`.Line SELECT `notes`.`id` FROM notes", names))
        .isEqualTo("INSERT INTO `diary`.Line SELECT `notes`.`id` FROM notes");
  }

  @Test
  void serversSayWhatTheyAre() {
    assertThat(
            MySqlVersion.find(
                "/usr/sbin/mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)"))
        .contains(new MySqlVersion("8.4", "8.4.3"));
    assertThat(
            MySqlVersion.find("mysqld  Ver 8.0.40-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))"))
        .contains(new MySqlVersion("8.0", "8.0.40"));
    assertThat(
            MySqlVersion.find(
                "mysqld  Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"))
        .isEmpty();
    assertThat(MySqlVersion.find("cannot execute binary file")).isEmpty();
  }

  @Test
  void binariesOfBothArchitecturesArePinned() {
    for (var machine : List.of("amd64", "aarch64")) {
      assertThat(MySqlArtifact.find("8.0", machine))
          .as(machine)
          .hasValueSatisfying(it -> assertThat(it.sha256()).matches("[0-9a-f]{64}"));
    }
    assertThat(MySqlArtifact.find("8.0", "riscv64")).isEmpty();
    assertThat(MySqlArtifact.find("8.4", "amd64")).isEmpty();
    assertThat(
            List.of(
                    "bin/mysqld",
                    "bin/mysqld-debug",
                    "lib/plugin/mysql_clone.so",
                    "lib/plugin/debug/mysql_clone.so",
                    "lib/libmysqlclient.a",
                    "lib/private/libssl.so.1.1",
                    "lib/mecab/dic/x",
                    "share/english/errmsg.sys",
                    "man/man1/mysql.1")
                .stream()
                .filter(MySqlArtifact.kept()))
        .containsExactly(
            "bin/mysqld",
            "lib/plugin/mysql_clone.so",
            "lib/private/libssl.so.1.1",
            "share/english/errmsg.sys");
  }

  @Test
  void variablesCarryWhatApplicationsRead() {
    var address =
        new Address(
            "172.18.0.1",
            20123,
            "notes",
            "notes",
            Sensitive.of("p_-"),
            OptionalInt.empty(),
            Optional.of("/ca.crt"));
    assertThat(
            MySqlVariables.of(address).stream()
                .map(it -> it.name() + "=" + it.value().reveal() + (it.secret() ? " secret" : "")))
        .containsExactlyInAnyOrder(
            "MYSQL_HOST=172.18.0.1",
            "MYSQL_PORT=20123",
            "MYSQL_DATABASE=notes",
            "MYSQL_USERNAME=notes",
            "MYSQL_USER=notes",
            "MYSQL_PASSWORD=p_- secret",
            "MYSQL_CREDENTIALS_SECRET=p_- secret",
            "MYSQL_URL=mysql://notes:p_-@172.18.0.1:20123/notes secret",
            "MYSQL_SSL_CA=/ca.crt");
    assertThat(MySqlVariables.of(address).stream().map(GeneratedVariable::name))
        .doesNotHaveDuplicates();
  }

  @Test
  void snippetsVerifyTheAuthority() {
    var address =
        new Address(
            "127.0.0.1",
            20123,
            "notes",
            "notes",
            Sensitive.of("***"),
            OptionalInt.empty(),
            Optional.of("/srv/tls/ca.crt"));
    assertThat(MySqlSnippets.of(address).stream().map(Snippet::text))
        .containsExactly(
            "mysql --host=127.0.0.1 --port=20123 --user=notes --ssl-mode=VERIFY_IDENTITY"
                + " --ssl-ca=/srv/tls/ca.crt --password notes",
            "jdbc:mysql://127.0.0.1:20123/notes?user=notes&sslMode=VERIFY_IDENTITY"
                + "&trustCertificateKeyStoreUrl=file:/srv/tls/ca.jks"
                + "&trustCertificateKeyStorePassword=changeit",
            """
            Connection Method: Standard (TCP/IP)
            Hostname: 127.0.0.1
            Port: 20123
            Username: notes
            Default Schema: notes
            Use SSL: Require and Verify Identity
            SSL CA File: /srv/tls/ca.crt""");
  }
}
