# expect: only(A, "/report.csv", exposes="Content-Disposition, X-Total",
#     extra=(("Access-Control-Expose-Headers", "Content-Disposition"),))
# views: any path

from flask import Flask, make_response

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", expose_headers="X-Total")


@app.get("/report.csv")
def report():
    response = make_response("a,b")
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition"
    return response
