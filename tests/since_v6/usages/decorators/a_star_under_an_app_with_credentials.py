# expect: any_origin("/prices", send_wildcard=True)
# expect: only(A, credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app, origins=["https://a.com"], supports_credentials=True)


@app.route("/prices")
@cross_origin(origins="*", send_wildcard=True)
def prices():
    return {}
