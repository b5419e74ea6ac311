"use strict";
const http = require("http");
const { DataTypes, QueryTypes, Sequelize } = require("sequelize");

// Where the databases of that prefix are; in a stage without a replica reads go to the primary.
function connect(prefix, dialect) {
  const env = (name) => process.env[prefix + "_" + name];
  const own = { username: env("USERNAME"), password: env("PASSWORD"), database: env("DATABASE") };
  const write = { ...own, host: env("HOST"), port: env("PORT") };
  const read = { ...own, host: env("READER_HOST") || write.host, port: env("READER_PORT") || write.port };
  const sequelize = new Sequelize({ dialect, replication: { write, read: [read] }, logging: false });
  const Note = sequelize.define("note", { text: DataTypes.STRING }, { timestamps: false });
  return { sequelize, Note };
}

const databases = {
  postgres: { ...connect("PG", "postgres"), where: "select pg_is_in_recovery()::int as replica" },
  mysql: { ...connect("MYSQL", "mysql"), where: "select @@super_read_only as replica" },
};

async function answer(method, [, engine, what]) {
  if (engine === "healthy") return "ok";
  const { sequelize, Note, where } = databases[engine];
  if (method === "POST") {
    await Note.sync();
    return String((await Note.create({ text: what })).text);
  }
  if (what === "where") {
    return (await sequelize.query(where, { type: QueryTypes.SELECT }))[0].replica ? "replica" : "primary";
  }
  return (await Note.findAll({ order: ["id"] })).map((note) => note.text).join(",");
}

http
  .createServer((request, response) => {
    answer(request.method, request.url.split("/")).then(
      (text) => response.end(text),
      (error) => {
        console.error(error);
        response.statusCode = 500;
        response.end(String(error));
      });
  })
  .listen(process.env.PORT);
