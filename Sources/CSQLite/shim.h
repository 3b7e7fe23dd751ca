#include <sqlite3.h>

/// Binds a text that SQLite copies, also an empty one without an address, which would be NULL; Swift does not import the macro SQLITE_TRANSIENT, which is a pointer.
static inline int csqlite_bind_copied_text(sqlite3_stmt *statement, int position, const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, position, text ? text : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/// Makes SQLite report a misspelt name in double quotes instead of reading it as a text; Swift does not import the
/// variadic function sqlite3_db_config.
static inline void csqlite_reject_double_quoted_texts(sqlite3 *connection) {
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (void *)0);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (void *)0);
}
