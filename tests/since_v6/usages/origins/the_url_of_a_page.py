# expect: some(A, refused=(EVIL, B))
# warns: use 'https://b.com'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com", "https://b.com/login.html"])
