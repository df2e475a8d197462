# Turns numbered SQL files into one .cpp: cmake -DOUT=… -DFUNCTION=… -DFILES="a.sql;b.sql" -P embed_sql.cmake
set(entries "")
foreach(file ${FILES})
  get_filename_component(name ${file} NAME_WE)
  if(NOT name MATCHES "^([0-9][0-9])-[a-z0-9_-]+$")
    message(FATAL_ERROR "${file}: a schema file is called NN-name.sql")
  endif()
  math(EXPR number "${CMAKE_MATCH_1}")
  file(READ ${file} sql)
  string(APPEND entries "    {${number}, \"${name}\", R\"~sql~(${sql})~sql~\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"storage/sqlite/migrations.h\"

namespace storage {

std::span<const Migration> ${FUNCTION}() {
    static constexpr Migration all[] = {
${entries}    };
    return all;
}

}  // namespace storage
")
