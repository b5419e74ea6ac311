package dev.cairn.engine.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which extensions Cairn puts into a database for its application, whose user is no superuser. One
 * that PostgreSQL trusts needs no list: the application's user may create it. Of the others only
 * these: none reads files, runs programs, or lets its user become another.
 */
public final class PostgresExtensions {

  /**
   * An extension that wants a superuser.
   *
   * @param meaning half a sentence
   * @param preload its library has to be loaded when the server starts
   * @param grants what its application's user may do with it, beyond what everybody may
   */
  public record Offered(String name, String meaning, boolean preload, Grants grants) {}

  /** What the application's user is given. */
  public enum Grants {
    NOTHING,
    /** To run all of its functions. */
    FUNCTIONS,
    /** That, and to see the statements of all users of this database's server. */
    STATISTICS,
    /** To make servers of its foreign data wrapper. */
    WRAPPER
  }

  private static final List<Offered> OFFERED =
      List.of(
          new Offered(
              "pg_stat_statements", "which statements take the time", true, Grants.STATISTICS),
          new Offered(
              "postgres_fdw", "tables of other PostgreSQL databases", false, Grants.WRAPPER),
          new Offered("amcheck", "checks tables and indexes for damage", false, Grants.FUNCTIONS),
          new Offered("vector", "nearest neighbours of embeddings", false, Grants.NOTHING),
          new Offered("postgis", "geography", false, Grants.NOTHING),
          new Offered("postgis_raster", "rasters, with postgis", false, Grants.NOTHING),
          new Offered("postgis_topology", "topologies, with postgis", false, Grants.NOTHING),
          new Offered("address_standardizer", "parts of addresses", false, Grants.NOTHING),
          new Offered("earthdistance", "distances on the globe, with cube", false, Grants.NOTHING),
          new Offered("bloom", "indexes over many columns", false, Grants.NOTHING),
          new Offered("pgstattuple", "how full tables and indexes are", false, Grants.FUNCTIONS),
          new Offered("pg_prewarm", "fills the cache", false, Grants.NOTHING),
          new Offered("pgrowlocks", "who locks which row", false, Grants.FUNCTIONS),
          new Offered(
              "moddatetime", "a trigger that notes when a row changed", false, Grants.NOTHING),
          new Offered("autoinc", "a trigger that numbers rows", false, Grants.NOTHING),
          new Offered(
              "insert_username", "a trigger that notes who changed a row", false, Grants.NOTHING));

  private static final String LANGUAGE =
      "whoever may write functions in it acts as the server itself, which reads every stage's data";

  /** Why others are not to be had, by name. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("plperlu", LANGUAGE),
          Map.entry("plpython3u", LANGUAGE),
          Map.entry("plpython2u", LANGUAGE),
          Map.entry("plpythonu", LANGUAGE),
          Map.entry("pltclu", LANGUAGE),
          Map.entry("bool_plperlu", LANGUAGE),
          Map.entry("hstore_plperlu", LANGUAGE),
          Map.entry("jsonb_plperlu", LANGUAGE),
          Map.entry("hstore_plpython3u", LANGUAGE),
          Map.entry("jsonb_plpython3u", LANGUAGE),
          Map.entry("ltree_plpython3u", LANGUAGE),
          Map.entry("file_fdw", "it reads this machine's files and runs its programs"),
          Map.entry("adminpack", "it writes this machine's files"),
          Map.entry(
              "dblink",
              "everybody in the database could open connections from this machine with it;"
                  + " postgres_fdw does the same for those who are allowed to"),
          Map.entry("pg_surgery", "it damages tables by design"),
          Map.entry(
              "pageinspect", "it only works for a superuser, and crashes the server on bad input"),
          Map.entry("pg_walinspect", "it shows what other databases of the server wrote"),
          Map.entry("xml2", "it reads files through the documents that it is given"));

  /** Debian's packages, with the major of the version. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "vector", "postgresql-%s-pgvector",
          "postgis", "postgresql-%s-postgis-3",
          "postgis_raster", "postgresql-%s-postgis-3",
          "postgis_topology", "postgresql-%s-postgis-3",
          "address_standardizer", "postgresql-%s-postgis-3");

  private PostgresExtensions() {}

  public static Optional<Offered> find(String name) {
    return OFFERED.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** Whether Cairn puts it there: the one rule, whoever asks for it and on whichever way. */
  public static boolean mayAdd(String name, boolean isTrusted) {
    return isTrusted || find(name).isPresent();
  }

  public static List<String> names() {
    return OFFERED.stream().map(Offered::name).toList();
  }

  public static Optional<String> refusal(String name) {
    return Optional.ofNullable(REFUSED.get(name));
  }

  /** The package of this system's that has it, for a system's own PostgreSQL. */
  public static Optional<String> debianPackage(String name, String major) {
    return Optional.ofNullable(PACKAGES.get(name)).map(it -> it.formatted(major));
  }

  /** Those of some extensions whose libraries are loaded at the start. */
  static List<String> preloaded(List<String> extensions) {
    return extensions.stream()
        .filter(name -> find(name).filter(Offered::preload).isPresent())
        .toList();
  }

  /** What is to be had on a server: name, its version there, version installed, owner, trusted. */
  public static String list() {
    return """
        SELECT a.name, a.default_version, coalesce(e.extversion, ''),
          coalesce(pg_catalog.pg_get_userbyid(e.extowner), ''),
          coalesce(v.trusted, false)::text, coalesce(a.comment, '')
        FROM pg_catalog.pg_available_extensions a
        LEFT JOIN pg_catalog.pg_available_extension_versions v
          ON v.name = a.name AND v.version = a.default_version
        LEFT JOIN pg_catalog.pg_extension e ON e.extname = a.name
        WHERE a.name <> 'plpgsql'
        ORDER BY a.name""";
  }

  /** Those that are in the database, by name. */
  public static String installed() {
    return "SELECT extname, true FROM pg_catalog.pg_extension";
  }

  /**
   * Puts one there. A trusted one is the application's own, so that its dumps come and go with it.
   *
   * @param owner the application's user
   */
  public static List<String> add(String name, boolean isTrusted, String owner) {
    var statements = new ArrayList<String>();
    statements.add("SET search_path = public");
    if (isTrusted) {
      statements.add("SET ROLE " + PostgresSql.name(owner));
    }
    statements.add("CREATE EXTENSION IF NOT EXISTS " + PostgresSql.name(name) + " CASCADE");
    if (isTrusted) {
      statements.add("RESET ROLE");
    }
    statements.add("RESET search_path");
    return statements;
  }

  /** Gives the application's user what it needs of one that is there; may be run again. */
  public static List<String> grant(String name, String owner) {
    var grants = find(name).map(Offered::grants).orElse(Grants.NOTHING);
    return switch (grants) {
      case NOTHING -> List.of();
      case FUNCTIONS -> List.of(grantFunctions(name, owner));
      case STATISTICS ->
          List.of(
              grantFunctions(name, owner), "GRANT pg_read_all_stats TO " + PostgresSql.name(owner));
      case WRAPPER ->
          List.of(
              "GRANT USAGE ON FOREIGN DATA WRAPPER "
                  + PostgresSql.name(name)
                  + " TO "
                  + PostgresSql.name(owner));
    };
  }

  private static String grantFunctions(String name, String owner) {
    return """
        DO $cairn$
        DECLARE f regprocedure;
        BEGIN
          FOR f IN SELECT d.objid::regprocedure FROM pg_catalog.pg_depend d
            WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e'
              AND d.refclassid = 'pg_catalog.pg_extension'::regclass
              AND d.refobjid = (SELECT oid FROM pg_catalog.pg_extension WHERE extname = %s)
          LOOP
            EXECUTE pg_catalog.format('GRANT EXECUTE ON FUNCTION %%s TO %%I', f, %s);
          END LOOP;
        END $cairn$"""
        .formatted(PostgresSql.literal(name), PostgresSql.literal(owner));
  }

  /** Takes one away; refused where something in the database needs it. */
  public static List<String> drop(String name, String owner) {
    var statements = new ArrayList<>(List.of("DROP EXTENSION IF EXISTS " + PostgresSql.name(name)));
    if (find(name).filter(it -> it.grants() == Grants.STATISTICS).isPresent()) {
      statements.add("REVOKE pg_read_all_stats FROM " + PostgresSql.name(owner));
    }
    return statements;
  }
}
